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
    final Level global = new Level();

    /** Keys of section {@code dhcp} that are no {@link Level}'s. */
    final Map<String, String> dhcp = new LinkedHashMap<>();

    final List<Subnet> subnets = new ArrayList<>();
    final List<ClientClass> classes = new ArrayList<>();
    final List<Machine> machines = new ArrayList<>();

    record Subnet(int line, Ipv4Subnet subnet, List<Pool> pools, Level level) {}

    /** @param classes who may have an address; empty means everybody */
    record Pool(int line, AddressRange range, List<String> classes, Level level) {}

    /** @param policy as in {@code unknown-machines} */
    record ClientClass(int line, String name, Criteria criteria, Optional<String> policy, Level level) {}

    record Machine(int line, List<String> macs, String name, Optional<String> address, Level level) {}
}
