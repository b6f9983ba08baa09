package org.kaappliance.dhcp.wire;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Option 43 as PXE uses it (PXE 2.1 table 2-1): sub-options of code, length, value. */
public final class PxeVendorOptions {
    /** What fits option 43 in one piece; firmware does not join several (RFC 3396). */
    public static final int LARGEST = 255;

    private static final int DISCOVERY_CONTROL = 6;
    private static final int DISCOVERY_GROUP = 7;
    private static final int BOOT_SERVERS = 8;
    private static final int BOOT_MENU = 9;
    private static final int MENU_PROMPT = 10;
    private static final int BOOT_ITEM = 71;

    private static final int NO_BROADCAST = 1;
    private static final int NO_MULTICAST = 2;
    /** No prompt, no menu, no discovery; boot the named file. */
    private static final int BOOT_THE_FILE = 8;

    private static final int BOOT_ITEM_LENGTH = 4;

    /**
     * The item of the menu that was chosen.
     *
     * @param type 0 to 65535; 0 is the one that is taken without a menu
     * @param layer 0 to 65535; bit 15 asks for a signed file (BIS)
     */
    public record Item(int type, int layer) {}

    /** One line of the menu; type 0 boots the local disk. */
    public record Line(int type, String text) {}

    /**
     * Prompt and menu.
     *
     * @param promptSeconds 0 takes the first line at once, 255 opens the menu at once
     * @param group where a boot server may be asked for; empty means that only the server is asked
     */
    public record Menu(int promptSeconds, String prompt, List<Line> lines, Optional<Inet4Address> group) {}

    private PxeVendorOptions() {}

    /** The item that the request is about; empty when there is none or it is malformed. */
    public static Optional<Item> item(DhcpOptions request) {
        return request.bytes(OptionCode.VENDOR_INFORMATION)
                .map(OptionField::inside)
                .flatMap(asked -> asked.bytes(BOOT_ITEM))
                .filter(item -> item.length == BOOT_ITEM_LENGTH)
                .map(ByteBuffer::wrap)
                .map(item -> new Item(item.getShort() & 0xffff, item.getShort() & 0xffff));
    }

    /** Boot the file at once; an item that was chosen is named again, because firmware compares it. */
    public static byte[] bootTheFile(Optional<Item> chosen) {
        DhcpOptions.Builder options = DhcpOptions.builder().octet(DISCOVERY_CONTROL, BOOT_THE_FILE);
        chosen.ifPresent(item -> options.put(
                BOOT_ITEM,
                ByteBuffer.allocate(BOOT_ITEM_LENGTH)
                        .putShort((short) item.type())
                        .putShort((short) item.layer())
                        .array()));
        return OptionField.write(options.build());
    }

    /**
     * Show the menu, and ask the server for the line that was chosen. The length may exceed {@link #LARGEST}.
     *
     * @param server the boot server of all lines
     */
    public static byte[] menu(Menu menu, Inet4Address server) {
        int control = NO_BROADCAST | (menu.group().isPresent() ? 0 : NO_MULTICAST);
        DhcpOptions.Builder options = DhcpOptions.builder().octet(DISCOVERY_CONTROL, control);
        menu.group().ifPresent(group -> options.addresses(DISCOVERY_GROUP, List.of(group)));
        options.put(BOOT_SERVERS, servers(menu.lines(), server));
        options.put(BOOT_MENU, lines(menu.lines()));
        byte[] prompt = menu.prompt().getBytes(StandardCharsets.ISO_8859_1);
        options.put(
                MENU_PROMPT,
                ByteBuffer.allocate(1 + prompt.length)
                        .put((byte) menu.promptSeconds())
                        .put(prompt)
                        .array());
        return OptionField.write(options.build());
    }

    private static byte[] servers(List<Line> lines, Inet4Address server) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (Line line : lines) {
            if (line.type() != 0) {
                number(line.type(), list);
                list.write(1);
                list.writeBytes(server.getAddress());
            }
        }
        return list.toByteArray();
    }

    private static byte[] lines(List<Line> lines) {
        ByteArrayOutputStream menu = new ByteArrayOutputStream();
        for (Line line : lines) {
            byte[] text = line.text().getBytes(StandardCharsets.ISO_8859_1);
            number(line.type(), menu);
            menu.write(text.length);
            menu.writeBytes(text);
        }
        return menu.toByteArray();
    }

    private static void number(int type, ByteArrayOutputStream into) {
        into.write(type >> 8);
        into.write(type);
    }
}
