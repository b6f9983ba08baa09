package org.kaappliance.pxemenu;

import java.util.Optional;
import org.kaappliance.config.MacAddress;

/** Writes a menu as an iPXE script. */
final class IpxeRenderer {
    /** Asks for the script of the machine, by the card that iPXE booted from. */
    static final String FIRST_SCRIPT = """
            #!ipxe
            chain --autofree --replace ipxe/01-${netX/mac:hexhyp}.ipxe || exit 1
            """;

    private final StringBuilder out = new StringBuilder(1024);
    private final String base;
    private final String bootIf;

    private IpxeRenderer(FileBase files, Optional<MacAddress> machine) {
        this.bootIf = bootIf(machine);
        this.base = files.url().orElse("tftp://" + files.server().getHostAddress() + "/");
    }

    /** @param machine whose menu it is; empty for one that nobody has asked for by name */
    static MenuLines lines(BootMenu menu, FileBase files, Optional<MacAddress> machine) {
        IpxeRenderer lines = new IpxeRenderer(files, machine);
        lines.line("#!ipxe");
        lines.header(menu);
        int headerLength = lines.out.length();
        menu.entries().forEach(lines::entry);
        return new MenuLines(lines.out.substring(0, headerLength), lines.out.substring(headerLength));
    }

    private void header(BootMenu menu) {
        menu.message().ifPresent(message -> line("echo " + escaped(message)));
        if (menu.prompt() == Prompt.SKIP) {
            line("goto " + target(menu.byDefault()));
        } else {
            line(":menu");
            line("menu " + escaped(menu.message().orElse("Boot menu")));
            for (BootEntry entry : menu.entries()) {
                platformLine(entry).ifPresent(this::line);
                line("item " + target(entry) + " " + escaped(entry.title()));
                platformLine(entry).ifPresent(unused -> line(":after-" + target(entry)));
            }
            String timeout = menu.timeout().isZero()
                    ? ""
                    : " --timeout " + menu.timeout().toMillis();
            line("choose --default " + target(menu.byDefault()) + timeout + " chosen || goto "
                    + target(menu.byDefault()));
            line("goto ${chosen}");
        }
    }

    /** Skips the item on other firmware. */
    private static Optional<String> platformLine(BootEntry entry) {
        return entry.platform()
                .map(platform -> "iseq ${platform} " + (platform == Platform.BIOS ? "pcbios" : "efi")
                        + " || goto after-" + target(entry));
    }

    private void entry(BootEntry entry) {
        line(":" + target(entry));
        if (entry instanceof BootEntry.Local local) {
            local(target(entry), local);
        } else if (entry instanceof BootEntry.Linux linux) {
            linux(linux);
        } else if (entry instanceof BootEntry.Program program) {
            line("chain --autofree " + base + program.file() + " || exit 1");
        }
        line("exit"); // what has come back is not to run on into the next entry
    }

    private void linux(BootEntry.Linux linux) {
        String card = linux.card() == BootEntry.Card.TOLD ? bootIf : "";
        // EFI kernels find the initrd by its name on the command line
        String initrdName = linux.initrd().isPresent() ? " initrd=ka-initrd" : "";
        line("kernel " + base + linux.kernel() + initrdName + " " + escaped(linux.arguments()) + card + " || exit 1");
        linux.initrd().ifPresent(initrd -> line("initrd --name ka-initrd " + base + initrd + " || exit 1"));
        line("boot || exit 1");
    }

    private void local(String label, BootEntry.Local entry) {
        LocalBoot how = entry.how();
        String bios = "bios-" + label;
        line("iseq ${platform} efi || goto " + bios);
        switch (how.uefi()) {
            case CHAINLOAD -> {
                if (entry.origin() == BootEntry.Origin.CLONED) {
                    // it starts the disk's loader, or comes back; where there is none the firmware is to find its own
                    // way
                    line("chain --autofree " + base + MenuText.diskProgram("${buildarch}") + " ||");
                }
                line("exit 1");
            }
            case EXIT -> line("exit");
            case EXIT_1 -> line("exit 1");
        }
        line(":" + bios);
        switch (how.ipxeBios()) {
            case SANBOOT -> line("sanboot --no-describe --drive 0x80 || exit 1");
            case EXIT -> line("exit");
            case EXIT_1 -> line("exit 1");
        }
    }

    private static String target(BootEntry entry) {
        return "entry-" + entry.label();
    }

    /**
     * Nothing is expanded or carried out of what others wrote. iPXE has no quoting: a word that is an operator, or begins a comment,
     * is one everywhere, and a backslash at the end of a line goes on in the next (src/core/exec.c, src/image/script.c).
     */
    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        for (String word : text.replace("${", "$ {").split(" ", -1)) {
            safe.append(safe.isEmpty() ? "" : " ")
                    .append(
                            switch (word) {
                                case "||" -> "or";
                                case "&&" -> "and";
                                case ";" -> ",";
                                default -> word.startsWith("#") ? "No." + word.substring(1) : word;
                            });
        }
        while (!safe.isEmpty() && safe.charAt(safe.length() - 1) == '\\') {
            safe.setLength(safe.length() - 1);
        }
        return safe.isEmpty() || safe.charAt(0) != '-' ? safe.toString() : "* " + safe;
    }

    /** The kernel argument that names the card that was booted from, as PXELINUX's {@code IPAPPEND 2} does. */
    static String bootIf(Optional<MacAddress> machine) {
        return machine.map(mac -> " BOOTIF=01-" + mac.dashed()).orElse("");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
