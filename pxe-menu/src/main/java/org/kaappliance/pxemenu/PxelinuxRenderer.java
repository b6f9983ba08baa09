package org.kaappliance.pxemenu;

import java.time.Duration;

/**
 * Writes a menu as a pxelinux configuration file. It is never empty: syslinux takes a file of no length for a missing one and
 * goes on to {@code default} (syslinux core/fs/pxe/tftp.c).
 */
public final class PxelinuxRenderer {
    private PxelinuxRenderer() {}

    /** The file's text, with LF line ends and in ASCII where the menu's texts are. */
    public static String render(BootMenu menu) {
        StringBuilder out = new StringBuilder(512);
        // SERIAL takes effect from its line on, so syslinux wants it first (doc/syslinux.txt)
        menu.serial().ifPresent(serial -> line(out, "SERIAL ", serial));
        line(out, "PROMPT ", menu.prompt() == Prompt.ASK ? "1" : "0");
        line(out, "DEFAULT ", menu.defaultLabel());
        menu.message().ifPresent(message -> line(out, "SAY ", message));
        line(out, "TIMEOUT ", Long.toString(tenths(menu.timeout())));
        for (BootEntry entry : menu.entries()) {
            out.append('\n');
            line(out, "label ", entry.label());
            body(out, entry);
        }
        return out.toString();
    }

    private static void body(StringBuilder out, BootEntry entry) {
        if (entry instanceof BootEntry.Local local) {
            line(out, "    LOCALBOOT ", Integer.toString(local.how().code()));
        } else if (entry instanceof BootEntry.Linux linux) {
            line(out, "    KERNEL ", linux.kernel());
            line(out, "    INITRD ", linux.initrd());
            line(out, "    APPEND ", linux.arguments());
            // gives the kernel BOOTIF=01-<mac>: stage 1 must use the card that was booted from
            line(out, "    IPAPPEND ", "2");
        }
    }

    /** Tenths of a second, rounded up: zero means "for ever", so a short timeout must not become one. */
    private static long tenths(Duration timeout) {
        return (timeout.toMillis() + 99) / 100;
    }

    private static void line(StringBuilder out, String keyword, String value) {
        out.append(keyword).append(value).append('\n');
    }
}
