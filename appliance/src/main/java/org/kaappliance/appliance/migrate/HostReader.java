package org.kaappliance.appliance.migrate;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.MacAddress;

/** Reads {@code host NAME { ... }} into a machine. */
final class HostReader {
    private static final int LONGEST_NAME = 63;

    private final Imported settings;
    private final LevelReader levels;
    private final Findings findings;
    private final Set<MacAddress> macsSeen = new HashSet<>();
    private final Set<String> namesSeen = new HashSet<>();

    HostReader(Imported settings, LevelReader levels, Findings findings) {
        this.settings = settings;
        this.levels = levels;
        this.findings = findings;
    }

    /** @param around what the groups around it say */
    void read(Statement host, Level around) {
        Host found = new Host();
        for (Statement statement : host.body()) {
            try {
                statement(statement, found);
            } catch (NotCarried e) {
                findings.lost(statement, e.getMessage());
            }
        }
        if (found.macs.isEmpty()) {
            throw new NotCarried(host.line(), "no hardware ethernet address, by which machines are known here");
        }
        add(host, found, around);
    }

    private static final class Host {
        private final List<String> macs = new ArrayList<>();
        private final Level level = new Level();
        private Optional<Inet4Address> address = Optional.empty();
        private boolean silent;
    }

    private void statement(Statement statement, Host host) {
        Words words = statement.words();
        switch (statement.keyword()) {
            case "hardware" -> hardware(words, host);
            case "fixed-address" -> fixedAddress(statement, words, host);
            case "deny", "ignore" -> {
                words.expect("booting");
                host.silent = true;
            }
            case "allow" -> words.expect("booting");
            default -> {
                if (!levels.read(statement, host.level, Optional.empty())) {
                    throw new NotCarried(statement.line(), "not known here");
                }
                return;
            }
        }
        words.end();
    }

    private void hardware(Words words, Host host) {
        String type = words.lower();
        if (!type.equals("ethernet")) {
            throw new NotCarried(words.peek().line(), "only Ethernet is served, not " + type);
        }
        MacAddress mac = words.mac();
        if (mac.isMulticast() || mac.bits() == 0) {
            throw new NotCarried(words.peek().line(), "no machine has this address");
        }
        if (!macsSeen.add(mac)) {
            throw new NotCarried(words.peek().line(), "this address stands in another host, too");
        }
        host.macs.add(mac.toString());
    }

    private void fixedAddress(Statement statement, Words words, Host host) {
        host.address = Optional.of(words.address());
        if (words.takeIf(",")) {
            StringBuilder others = new StringBuilder();
            while (words.hasNext()) {
                others.append(words.word());
            }
            findings.lost(statement, "a machine has one address; not carried over: " + others);
        }
    }

    private void add(Statement host, Host found, Level around) {
        String name = name(host);
        Optional<String> address = found.address.filter(a -> hasSubnet(host, a)).map(Inet4Address::getHostAddress);
        Level level = found.level.inside(around);
        Optional<Imported.Machine> same = address.flatMap(a -> settings.machines.stream()
                .filter(machine -> machine.address().equals(Optional.of(a)))
                .findFirst());
        if (same.isPresent()) {
            same.get().macs().addAll(found.macs);
            findings.replaced(
                    host.line(), name + " is another card of " + same.get().name() + ", which has the same address");
            if (!same.get().level().sameAs(level)) {
                findings.lost(host.line(), "host " + name + ": what only this card is told");
            }
        } else {
            settings.machines.add(new Imported.Machine(host.line(), found.macs, unique(name, host), address, level));
        }
        if (found.silent) {
            silence(host, name, found.macs);
        }
    }

    private void silence(Statement host, String name, List<String> macs) {
        Criteria criteria = new Criteria("", "", List.copyOf(macs), List.of(), List.of());
        settings.classes.add(new Imported.ClientClass(
                host.line(), settings.className("silent-" + name), criteria, Optional.of("silence"), new Level()));
    }

    private boolean hasSubnet(Statement host, Inet4Address address) {
        boolean inside = settings.subnets.stream().map(Imported.Subnet::subnet).anyMatch(s -> s.contains(address));
        if (!inside) {
            findings.lost(
                    host.line(),
                    "host " + name(host) + ": fixed-address " + address.getHostAddress() + " lies in no subnet");
        }
        return inside;
    }

    /** A host name for the machine: the first label of what the host is called, with hyphens. */
    private static String name(Statement host) {
        Words words = host.words();
        String label = words.hasNext() ? words.word().split("\\.", 2)[0] : "";
        String name =
                label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("^-+|-+$", "");
        String cut =
                name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME).replaceAll("-+$", "") : name;
        return cut.isEmpty() ? "host-line-" + host.line() : cut;
    }

    private String unique(String name, Statement host) {
        String unique = name;
        for (int i = 2; !namesSeen.add(unique); i++) {
            unique = name.substring(0, Math.min(name.length(), LONGEST_NAME - 20)) + "-line-" + host.line()
                    + (i == 2 ? "" : "-" + i);
        }
        Words words = host.words();
        if (!words.hasNext() || !words.word().equalsIgnoreCase(unique)) {
            findings.replaced(host, "the machine is called " + unique);
        }
        return unique;
    }
}
