package org.kaappliance.dhcp.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.boot.RomMenu;
import org.kaappliance.dhcp.option.OptionRegistry;
import org.kaappliance.dhcp.option.OptionSet;
import org.kaappliance.dhcp.option.OptionSpace;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.PxeVendorOptions;

/**
 * Whether all that may have to stand in option 43 fits there: 255 octets, because ROMs do not join a split one. Counted is
 * the longest that some client may get: the PXE menu of its firmware, and the longest value of each option of the space.
 * Without such options there is nothing to look at here.
 */
final class VendorRoom {
    private static final int LONGEST = 255;
    /** Number and length. */
    private static final int HEAD = 2;
    /** The boot item that a machine has chosen is named again. */
    private static final int CHOSEN = 6;

    private VendorRoom() {}

    static void check(
            DhcpSettings.PxeMenu menu,
            Map<List<DhcpTerms.Option>, OptionSet> sets,
            Collection<SettingsProblem> problems) {
        int set = options(sets.values());
        int octets = own(menu) + CHOSEN + set;
        if (set == 0 || octets <= LONGEST) {
            return;
        }
        sets.keySet().stream()
                .flatMap(List::stream)
                .filter(one -> OptionRegistry.isInside(one.name(), OptionSpace.PXE))
                .findFirst()
                .ifPresent(option -> problems.add(new SettingsProblem(
                        option.origin(),
                        option.key(),
                        "option 43 would have " + octets + " octets; it may have at most " + LONGEST)));
    }

    private static int options(Collection<OptionSet> sets) {
        Map<Integer, Integer> longest = new HashMap<>();
        for (OptionSet set : sets) {
            DhcpOptions pxe = set.pxe();
            pxe.codes().forEach(code -> longest.merge(code, HEAD + pxe.length(code), Math::max));
        }
        return longest.values().stream().mapToInt(octets -> octets).sum();
    }

    /** Of the kind of firmware that has the longest menu; what is sent without a menu is shorter than any. */
    private static int own(DhcpSettings.PxeMenu menu) {
        RomMenu items = new RomMenu(menu);
        return menu.services().stream()
                .mapToInt(service -> items.length(service.firmware()))
                .max()
                .orElse(PxeVendorOptions.bootTheFile(Optional.empty()).length);
    }
}
