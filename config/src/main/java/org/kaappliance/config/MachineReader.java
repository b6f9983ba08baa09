package org.kaappliance.config;

import com.typesafe.config.Config;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the list of machines and finds what occurs twice. */
final class MachineReader {
    private static final String HOST_NAME = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private final Collection<SettingsProblem> problems;
    private final Map<Object, String> firstUse = new HashMap<>();

    MachineReader(Collection<SettingsProblem> problems) {
        this.problems = problems;
    }

    List<Settings.Machine> read(List<Config> machines) {
        List<Settings.Machine> result = new ArrayList<>();
        for (Config machine : machines) {
            result.add(readOne(machine, "machines[" + result.size() + "]."));
        }
        return List.copyOf(result);
    }

    private Settings.Machine readOne(Config machine, String prefix) {
        SettingsReader reader = new SettingsReader(machine, prefix, problems);
        String where = Origins.of(machine.origin());
        List<MacAddress> macs = macs(reader, where);
        String name = reader.read("name", "", MachineReader::hostName);
        if (!name.isEmpty()) {
            once(reader, "name", name, where);
        }
        Optional<Inet4Address> address =
                reader.has("address") ? reader.unless("auto", "address", Ipv4Subnet::address) : Optional.empty();
        address.ifPresent(a -> once(reader, "address", a, where));
        DhcpTerms terms = new TermsReader(reader, "").whereSet();
        Settings.MenuLocalBoot localBoot = MenuReader.localBoot(reader);
        DiskSettings disks = new DiskReader(reader).ofOne();
        OptionalInt vlan = reader.has("vlan") ? vlan(reader, "vlan") : OptionalInt.empty();
        UnknownKeys.find(machine, reader.known(), prefix, problems);
        return new Settings.Machine(macs, name, address, terms, localBoot, disks, vlan);
    }

    /** Empty text would say nothing; {@code none} is 0. @return empty after a problem */
    static OptionalInt vlan(SettingsReader reader, String key) {
        return reader.read(
                key,
                OptionalInt.empty(),
                text -> OptionalInt.of(text.equals("none") ? 0 : SettingsReader.wholeNumber(text, 1, 4094)));
    }

    private List<MacAddress> macs(SettingsReader reader, String where) {
        boolean several = reader.has("macs");
        boolean one = reader.has("mac");
        List<MacAddress> macs = new ArrayList<>();
        if (one) {
            macs.add(reader.read("mac", null, MachineReader::ownMac));
        }
        if (several) {
            macs.addAll(reader.list("macs", MachineReader::ownMac));
        }
        if (!one && (!several || macs.isEmpty())) {
            reader.problem("mac", "a machine needs mac = \"aa:bb:cc:dd:ee:ff\" or macs = [ ... ]");
        }
        macs.removeIf(mac -> mac == null);
        macs.forEach(mac -> once(reader, one ? "mac" : "macs", mac, where));
        return List.copyOf(macs);
    }

    private void once(SettingsReader reader, String key, Object value, String where) {
        String before = firstUse.putIfAbsent(value, where);
        if (before != null) {
            String text = value instanceof Inet4Address address ? address.getHostAddress() : value.toString();
            reader.problem(key, text + " occurs twice, first in " + before);
        }
    }

    private static MacAddress ownMac(String text) {
        MacAddress mac = MacAddress.parse(text);
        if (mac.isMulticast() || mac.bits() == 0) {
            throw new IllegalArgumentException("no machine has the hardware address " + mac);
        }
        return mac;
    }

    private static String hostName(String text) {
        if (!text.matches(HOST_NAME)) {
            throw new IllegalArgumentException(
                    "expected a host name (letters, digits, hyphens, at most 63), found \"" + text + '"');
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
