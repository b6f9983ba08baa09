package org.kaappliance.dhcp.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.option.OptionRegistry;
import org.kaappliance.dhcp.option.OptionSet;
import org.kaappliance.dhcp.option.OptionSpace;
import org.kaappliance.dhcp.wire.DhcpOptions;

/**
 * Whether all that may have to stand in option 43 fits there: 255 octets, because ROMs do not join a split one. Counted is
 * the longest that some client may get: the PXE menu of its firmware, and the longest value of each option of the space.
 * Without such options there is nothing to look at here.
 */
final class VendorRoom {
    private static final int LONGEST = 255;
    /** Number and length. */
    private static final int HEAD = 2;
    /** Discovery control, a boot item, END. */
    private static final int ALWAYS = 3 + 6 + 1;
    /** In the list of servers: type, number of addresses, one address. */
    private static final int SERVER = 2 + 1 + 4;
    /** In the menu: type and length of the text. */
    private static final int ITEM = 2 + 1;

    private VendorRoom() {}

    static void check(
            DhcpSettings.PxeMenu menu,
            Map<List<DhcpTerms.Option>, OptionSet> sets,
            Collection<SettingsProblem> problems) {
        int set = options(sets.values());
        int octets = ALWAYS + menu(menu) + set;
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

    /** The menu of the kind of firmware that has the longest one; 0 without a menu. */
    private static int menu(DhcpSettings.PxeMenu menu) {
        Map<String, Integer> byFirmware = new HashMap<>();
        for (DhcpSettings.PxeService service : menu.services()) {
            byFirmware.merge(service.firmware(), SERVER + ITEM + service.item().length(), Integer::sum);
        }
        int prompt = HEAD + 1 + menu.prompt().length();
        return byFirmware.values().stream()
                .mapToInt(services -> prompt + HEAD + HEAD + services)
                .max()
                .orElse(0);
    }
}
