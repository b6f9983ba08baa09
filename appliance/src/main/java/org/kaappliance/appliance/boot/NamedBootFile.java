package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.Settings;

/**
 * A boot file that the settings name somewhere else than in {@code dhcp.boot-programs}, and that machines load from the
 * appliance.
 *
 * @param where in the settings, for messages
 * @param file as it is named there
 */
public record NamedBootFile(String where, String file) {

    /**
     * All of them, each once. Not URLs, and not what another boot server has.
     *
     * @param own addresses of the appliance; a boot server that is one of them is no other
     */
    public static List<NamedBootFile> of(Settings settings, Collection<Inet4Address> own) {
        DhcpSettings dhcp = settings.dhcp();
        Set<NamedBootFile> files = new LinkedHashSet<>();
        Collector here = new Collector(own, dhcp.terms().bootServer(), files);
        here.add("dhcp", dhcp.terms());
        for (DhcpSettings.Subnet subnet : dhcp.subnets()) {
            here.add("subnet " + subnet.subnet(), subnet.terms());
            Collector inside = here.below(subnet.terms());
            subnet.pools().forEach(pool -> inside.add("pool " + pool.range(), pool.terms()));
        }
        dhcp.classes().forEach(one -> here.add("class " + one.name(), one.terms()));
        settings.machines().forEach(one -> here.add("machine " + one.name(), one.terms()));
        dhcp.pxeMenu().services().forEach(service -> here.add(service));
        return List.copyOf(files);
    }

    private static boolean isFile(String name) {
        return !Set.of("none", "auto").contains(name) && !name.contains("://");
    }

    /** @param server of the levels above */
    private record Collector(
            Collection<Inet4Address> own, Optional<Inet4Address> server, Collection<NamedBootFile> files) {

        Collector below(DhcpTerms terms) {
            return new Collector(own, terms.bootServer().or(() -> server), files);
        }

        boolean isOurs(DhcpTerms terms) {
            return terms.bootServer()
                    .or(() -> server)
                    .filter(s -> !own.contains(s))
                    .isEmpty();
        }

        void add(String where, DhcpTerms terms) {
            terms.bootFile()
                    .filter(NamedBootFile::isFile)
                    .filter(file -> isOurs(terms))
                    .ifPresent(file -> files.add(new NamedBootFile(where, file)));
        }

        /** Of layers the first; ROMs ask for the others only when there are any. */
        void add(DhcpSettings.PxeService service) {
            if (isOurs(DhcpTerms.NOTHING)) {
                service.bootFile()
                        .map(file -> service.lastLayer() < 0 ? file : file + ".0")
                        .filter(NamedBootFile::isFile)
                        .ifPresent(file -> files.add(new NamedBootFile("menu item \"" + service.item() + '"', file)));
            }
        }
    }
}
