package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.Ipv4Subnet;

/** The settings that a dhcpd.conf comes to, while it is being read. Lines are those of the file. */
final class Imported {
    private static final int LONGEST_NAME = 63;

    final Level global = new Level();

    /** Keys of section {@code dhcp} that are no {@link Level}'s. */
    final Map<String, String> dhcp = new LinkedHashMap<>();

    final List<Subnet> subnets = new ArrayList<>();
    final List<ClientClass> classes = new ArrayList<>();
    final List<Machine> machines = new ArrayList<>();

    /** A name that the settings take and no class has yet, as like this one as can be. */
    String className(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        String cut = plain.isEmpty() ? "class" : plain.substring(0, Math.min(plain.length(), LONGEST_NAME - 10));
        String unique = cut;
        for (int i = 2; isClass(unique); i++) {
            unique = cut + "-" + i;
        }
        return unique;
    }

    private boolean isClass(String name) {
        return classes.stream().anyMatch(one -> one.name().equals(name));
    }

    record Subnet(int line, Ipv4Subnet subnet, List<Pool> pools, Level level) {}

    /** @param classes who may have an address; empty means everybody */
    record Pool(int line, AddressRange range, List<String> classes, Level level) {}

    /** @param policy as in {@code unknown-machines} */
    record ClientClass(int line, String name, Criteria criteria, Optional<String> policy, Level level) {}

    record Machine(int line, List<String> macs, String name, Optional<String> address, Level level) {}
}
