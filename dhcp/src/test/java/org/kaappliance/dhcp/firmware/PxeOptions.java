package org.kaappliance.dhcp.firmware;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionField;

/** Option 43 as a ROM reads it. */
record PxeOptions(DhcpOptions options) {

    /** An item of the menu. */
    record Item(int type, String text) {}

    static PxeOptions of(DhcpMessage message) {
        DhcpOptions.Builder inner = DhcpOptions.builder();
        Optional<String> problem = OptionField.read(message.options().bytes(43).orElse(new byte[0]), inner);
        if (problem.isPresent()) {
            throw new AssertionError("option 43: " + problem.get());
        }
        return new PxeOptions(inner.build());
    }

    boolean has(int from, int to) {
        return options.codes().stream().anyMatch(code -> code >= from && code <= to);
    }

    int control() {
        return options.number(6, 1).orElse(0L).intValue();
    }

    /** Bit 3: no prompt, no menu. */
    boolean bootsTheFile() {
        return (control() & 8) != 0;
    }

    List<Inet4Address> servers(int type) {
        List<Inet4Address> found = new ArrayList<>();
        byte[] list = options.bytes(8).orElse(new byte[0]);
        for (int i = 0; i + 3 <= list.length; i += 3 + 4 * (list[i + 2] & 0xff)) {
            for (int j = 0; j < (list[i + 2] & 0xff); j++) {
                if (number(list, i) == type || type < 0) {
                    int at = i + 3 + 4 * j;
                    found.add(Ipv4Subnet.ofInt(number(list, at) << 16 | number(list, at + 2)));
                }
            }
        }
        return found;
    }

    List<Item> items() {
        List<Item> items = new ArrayList<>();
        byte[] menu = options.bytes(9).orElse(new byte[0]);
        for (int i = 0; i + 3 <= menu.length; i += 3 + (menu[i + 2] & 0xff)) {
            items.add(new Item(number(menu, i), new String(menu, i + 3, menu[i + 2] & 0xff)));
        }
        return items;
    }

    /** Seconds; 255 opens the menu at once. */
    Optional<Integer> promptTime() {
        return options.bytes(10).map(prompt -> prompt[0] & 0xff);
    }

    Optional<Integer> chosenType() {
        return options.bytes(71).filter(item -> item.length == 4).map(item -> number(item, 0));
    }

    private static int number(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }
}
