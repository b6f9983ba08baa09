package org.kaappliance.dhcp.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.option.OptionReader;
import org.kaappliance.dhcp.option.OptionSet;

/** The options of every level of the settings, made octets once. Immutable. */
public final class LevelOptions {
    /** By the very list of a level: two levels with the same options stand at different places. */
    private final Map<List<DhcpTerms.Option>, OptionSet> sets = new IdentityHashMap<>();

    private LevelOptions() {}

    /** @param problems gets what is wrong, of all levels */
    static LevelOptions of(Settings settings, Collection<SettingsProblem> problems) {
        LevelOptions all = new LevelOptions();
        OptionReader reader = new OptionReader(problems);
        levels(settings)
                .map(DhcpTerms::options)
                .filter(options -> !options.isEmpty())
                .forEach(options -> all.sets.put(options, reader.read(options)));
        VendorRoom.check(settings.dhcp().pxeMenu(), all.sets, problems);
        return all;
    }

    private static Stream<DhcpTerms> levels(Settings settings) {
        DhcpSettings dhcp = settings.dhcp();
        return Stream.of(
                        Stream.of(dhcp.terms()),
                        dhcp.subnets().stream().map(DhcpSettings.Subnet::terms),
                        dhcp.subnets().stream()
                                .flatMap(subnet -> subnet.pools().stream())
                                .map(DhcpSettings.Pool::terms),
                        dhcp.classes().stream().map(DhcpSettings.ClientClass::terms),
                        settings.machines().stream().map(Settings.Machine::terms))
                .flatMap(level -> level);
    }

    /** Takes those of several levels together, the closest first; no octets are made for that. */
    OptionSet of(List<DhcpTerms> levels) {
        if (sets.isEmpty()) {
            return OptionSet.NONE;
        }
        List<OptionSet> closestFirst = new ArrayList<>();
        for (DhcpTerms level : levels) {
            if (!level.options().isEmpty()) {
                closestFirst.add(set(level));
            }
        }
        return OptionSet.merged(closestFirst);
    }

    private OptionSet set(DhcpTerms level) {
        OptionSet set = sets.get(level.options());
        if (set == null) {
            throw new IllegalArgumentException("these options were not read at the start: " + level.options());
        }
        return set;
    }
}
