package org.kaappliance.pxemenu;

import java.time.Duration;

/**
 * Writes a menu as a pxelinux configuration file. It is never empty: syslinux takes a file of no length for a missing one and
 * goes on to {@code default} (syslinux core/fs/pxe/tftp.c).
 */
final class PxelinuxRenderer {
    private final StringBuilder out = new StringBuilder(512);
    private final String base;

    private PxelinuxRenderer(String base) {
        this.base = base;
    }

    /**
     * Writes it for pxelinux.0, or for lpxelinux.0, which also fetches over HTTP.
     *
     * @param files where from; without a port for HTTP the names are for TFTP
     */
    static MenuLines lines(BootMenu menu, FileBase files) {
        String base = files.url().orElse("");
        PxelinuxRenderer lines = new PxelinuxRenderer(base);
        lines.header(menu);
        int headerLength = lines.out.length();
        menu.entries().forEach(lines::entry);
        return new MenuLines(lines.out.substring(0, headerLength), lines.out.substring(headerLength));
    }

    private void header(BootMenu menu) {
        // SERIAL takes effect from its line on, so syslinux wants it first (doc/syslinux.txt)
        menu.serial().ifPresent(serial -> line("SERIAL ", serial));
        line("PROMPT ", menu.prompt() == Prompt.ASK ? "1" : "0");
        line("DEFAULT ", menu.defaultLabel());
        menu.screens().display().ifPresent(file -> line("DISPLAY ", file));
        menu.message().ifPresent(message -> line("SAY ", message));
        line("TIMEOUT ", Long.toString(tenths(menu.timeout())));
        int key = 1;
        for (String help : menu.screens().help()) {
            line("F" + key++ + " ", help);
        }
    }

    private void entry(BootEntry entry) {
        out.append('\n');
        line("label ", entry.label());
        body(entry);
    }

    private void body(BootEntry entry) {
        if (entry instanceof BootEntry.Local local) {
            switch (local.how().pxelinux()) {
                case RETURN_TO_ROM -> line("    LOCALBOOT ", "0");
                case NEXT_DEVICE -> line("    LOCALBOOT ", "-1");
                case CHAIN -> {
                    line("    COM32 ", "chain.c32");
                    line("    APPEND ", "hd0");
                }
            }
        } else if (entry instanceof BootEntry.Linux linux) {
            line("    KERNEL ", base + linux.kernel());
            linux.initrd().ifPresent(initrd -> line("    INITRD ", base + initrd));
            if (!linux.arguments().isEmpty()) {
                line("    APPEND ", linux.arguments());
            }
            if (linux.card() == BootEntry.Card.TOLD) {
                // gives the kernel BOOTIF=01-<mac>: stage 1 must use the card that was booted from
                line("    IPAPPEND ", "2");
            }
        } else if (entry instanceof BootEntry.Program program) {
            // by its name pxelinux would take a memory test for a boot sector
            line(program.file().endsWith(".bin") ? "    LINUX " : "    KERNEL ", base + program.file());
        }
    }

    /** Tenths of a second, rounded up: zero means "for ever", so a short timeout must not become one. */
    private static long tenths(Duration timeout) {
        return (timeout.toMillis() + 99) / 100;
    }

    private void line(String keyword, String value) {
        out.append(keyword).append(value).append('\n');
    }
}
