package org.kaappliance.pxemenu;

import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.MenuFileName.Dialect;

/**
 * Writes menus in the languages of the boot programs. Where the administrator gives a template for a language, that is taken and
 * its marks are replaced: {@code @ENTRIES@} by the labels (where they are, {@code kamethod} is only when it is due), {@code
 * @DEFAULT@} by the label that is due, {@code @MAC@}, {@code @SERVER@}.
 */
public final class MenuText {
    private final Map<Dialect, String> templates;

    /** @param templates texts by language; a language without one is written as it is */
    public MenuText(Map<Dialect, String> templates) {
        this.templates = Map.copyOf(templates);
    }

    /**
     * The text of a menu; never empty, with LF line ends, in ASCII where the menu's texts are.
     *
     * @param files where the files that it names come from. PXELINUX gets names for TFTP unless its port for HTTP is said
     * @param machine whose menu it is; empty when nobody knows
     */
    public String write(BootMenu menu, Dialect dialect, FileBase files, Optional<MacAddress> machine) {
        MenuLines lines = switch (dialect) {
            case PXELINUX -> PxelinuxRenderer.lines(menu, files);
            case GRUB -> GrubRenderer.lines(menu, files, machine);
            case IPXE -> IpxeRenderer.lines(menu, files, machine);
        };
        String template = templates.get(dialect);
        // a menu that waits for somebody's decision is never one that goes on by itself
        boolean waits = menu.prompt() == Prompt.ASK && menu.timeout().isZero();
        return template == null || waits
                ? lines.header() + lines.entries()
                : filled(template, menu, lines, files, machine);
    }

    /** The script that iPXE loads first: it asks for the one of its machine, by the card that it booted from. */
    public static String firstIpxeScript() {
        return IpxeRenderer.FIRST_SCRIPT;
    }

    /** What stands before GRUB's menu for nobody: it goes on to the menu of its machine, by the card that it booted from. */
    public static String firstGrubLines() {
        return GrubRenderer.OWN_MENU;
    }

    /**
     * The name in the tree of the program that starts the loader of a UEFI machine's own disk, for boot programs that cannot do so themselves.
     *
     * @param processor as iPXE's {@code buildarch} has it: {@code x86_64}, {@code i386}, {@code arm64}
     */
    public static String diskProgram(String processor) {
        return "local/" + processor + ".efi";
    }

    /** What the GRUB does that such a program is made of: it starts the loader of a disk, or leaves. */
    public static String diskProgramLines() {
        return DiskLoaders.grubLines() + "exit 1\n";
    }

    private static String filled(
            String template, BootMenu menu, MenuLines lines, FileBase files, Optional<MacAddress> machine) {
        String text = template.replace("@DEFAULT@", menu.defaultLabel())
                .replace("@MAC@", machine.map(MacAddress::toString).orElse(""))
                .replace("@SERVER@", files.server().getHostAddress())
                .replace("@ENTRIES@", lines.entries());
        return text.endsWith("\n") ? text : text + "\n";
    }
}
