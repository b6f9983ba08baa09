package org.kaappliance.pxemenu;

import java.util.Optional;
import org.kaappliance.config.MacAddress;

/**
 * Writes a menu as a GRUB configuration file. Entries for other firmware are left out by GRUB itself, by {@code
 * $grub_platform}; kernels are fetched over HTTP where the appliance serves it.
 */
final class GrubRenderer {
    /**
     * Leads to the menu of the machine. Debian's GRUB for the network, and any GRUB that was loaded over HTTP, ask for {@code
     * grub.cfg} only (grub-core/normal/main.c looks further over TFTP, and not when it was started with the name of a file).
     */
    static final String OWN_MENU = """
            if [ -n "$net_default_mac" ]; then
              configfile "$prefix/grub.cfg-$net_default_mac"
            fi
            """;

    private final StringBuilder out = new StringBuilder(2048);
    private final FileBase files;
    private final String bootIf;

    private GrubRenderer(FileBase files, Optional<MacAddress> machine) {
        this.bootIf = IpxeRenderer.bootIf(machine);
        this.files = files;
    }

    /** @param machine whose menu it is; empty for one that nobody has asked for by name */
    static MenuLines lines(BootMenu menu, FileBase files, Optional<MacAddress> machine) {
        GrubRenderer lines = new GrubRenderer(files, machine);
        lines.header(menu);
        int headerLength = lines.out.length();
        menu.entries().forEach(lines::entry);
        return new MenuLines(lines.out.substring(0, headerLength), lines.out.substring(headerLength));
    }

    private void header(BootMenu menu) {
        menu.serial().ifPresent(this::serial);
        menu.message().ifPresent(message -> line("echo " + quoted(message)));
        line("set default=" + quoted(menu.defaultLabel()));
        if (menu.prompt() == Prompt.SKIP) {
            line("set timeout=0");
        } else {
            line("set timeout=" + (menu.timeout().isZero() ? -1 : menu.timeoutSeconds()));
        }
    }

    private void entry(BootEntry entry) {
        entry.platform()
                .ifPresent(platform ->
                        line("if [ \"$grub_platform\" = " + (platform == Platform.BIOS ? "pc" : "efi") + " ]; then"));
        line("menuentry " + quoted(entry.title()) + " --id " + quoted(entry.label()) + " {");
        if (entry instanceof BootEntry.Local local) {
            local(local.how().uefi());
        } else if (entry instanceof BootEntry.Linux linux) {
            linux(linux);
        } else if (entry instanceof BootEntry.Program program) {
            program(program);
        }
        line("}");
        entry.platform().ifPresent(platform -> line("fi"));
    }

    private void linux(BootEntry.Linux linux) {
        String card = linux.card() == BootEntry.Card.TOLD ? bootIf : "";
        line("  for from in " + sources() + "; do");
        linux("", linux, card);
        // what SUSE's image for x64 has instead, and cannot load "linux" to under Secure Boot
        linux("efi", linux, card);
        line("  done");
        startAnew();
    }

    private void linux(String suffix, BootEntry.Linux linux, String card) {
        line("    if linux" + suffix + " " + path(linux.kernel()) + " " + words(linux.arguments()) + card + "; then");
        line(linux.initrd()
                .map(initrd -> "      if initrd" + suffix + " " + path(initrd) + "; then boot; fi")
                .orElse("      boot"));
        line("    fi");
    }

    private void program(BootEntry.Program program) {
        line("  for from in " + sources() + "; do");
        line("    if [ \"$grub_platform\" = efi ]; then");
        line("      if chainloader " + path(program.file()) + "; then boot; fi");
        line("    else");
        line("      if linux16 " + path(program.file()) + "; then boot; fi");
        line("    fi");
        line("  done");
        startAnew();
    }

    /**
     * HTTP first. Not every GRUB image has its module, and those that lack it may not be able to load it (Secure Boot), which
     * {@code insmod} does not tell: it always succeeds (grub-core/kern/corecmd.c). Of the older ones not all know another port than 80.
     */
    private String sources() {
        String tftp = "(tftp," + files.server().getHostAddress() + ")";
        return files.authority()
                .filter(authority -> !authority.contains(":"))
                .map(authority -> "(http," + authority + ") " + tftp)
                .orElse(tftp);
    }

    /** At a prompt, or in the boot manager that UEFI may open when GRUB leaves, nobody would see the machine. */
    private void startAnew() {
        line("  echo 'The files did not come: starting anew'");
        line("  sleep 10");
        line("  reboot");
    }

    private void local(LocalBoot.Uefi how) {
        line("  if [ \"$grub_platform\" = pc ]; then");
        line("    set root=(hd0)");
        line("    chainloader +1");
        line("    boot");
        line("  fi");
        if (how == LocalBoot.Uefi.CHAINLOAD) {
            out.append(DiskLoaders.grubLines().indent(2));
        }
        line(how == LocalBoot.Uefi.EXIT ? "  exit" : "  exit 1");
    }

    /** syslinux's {@code 0 115200} as GRUB's unit and speed. */
    private void serial(String serial) {
        String[] parts = serial.split(" ");
        line("serial --unit=" + parts[0] + (parts.length > 1 ? " --speed=" + parts[1] : ""));
        line("terminal_input console serial");
        line("terminal_output console serial");
    }

    private String path(String file) {
        return "$from/" + words(file);
    }

    /** Kernel arguments stand bare, so that GRUB splits them; what means something to GRUB's shell is escaped. */
    private static String words(String text) {
        return text.replaceAll("([\\\\\"'$;|&<>(){}#*?~`])", "\\\\$1");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
