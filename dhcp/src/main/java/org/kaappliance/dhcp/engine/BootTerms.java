package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.dhcp.plan.Terms;

/**
 * What the settings say about booting for one client, all levels taken together.
 *
 * @param server empty means the appliance
 * @param file instead of the program of its firmware; {@code none} names none
 */
record BootTerms(Optional<Inet4Address> server, Optional<String> file) {

    static BootTerms of(Terms terms) {
        return new BootTerms(terms.bootServer(), terms.bootFile());
    }

    /** @param levels the closest first */
    static BootTerms of(List<DhcpTerms> levels) {
        return new BootTerms(
                levels.stream().flatMap(level -> level.bootServer().stream()).findFirst(),
                levels.stream().flatMap(level -> level.bootFile().stream()).findFirst());
    }
}
