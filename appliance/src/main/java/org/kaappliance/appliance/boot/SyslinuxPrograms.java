package org.kaappliance.appliance.boot;

import static org.kaappliance.appliance.boot.HostFamily.DEBIAN;
import static org.kaappliance.appliance.boot.HostFamily.FEDORA;
import static org.kaappliance.appliance.boot.HostFamily.SUSE;

import java.util.List;
import java.util.Map;
import org.kaappliance.appliance.boot.BootCandidate.ForIpxe;
import org.kaappliance.appliance.boot.BootCandidate.ProgramFile;
import org.kaappliance.appliance.boot.BootCandidate.Source;

/** PXELINUX and syslinux.efi, as distributions pack them; SUSE has none for UEFI. */
final class SyslinuxPrograms {
    /** What menus may name beside pxelinux: {@code local-boot = chain}, and menus of the administrator's own. */
    private static final List<String> SYSLINUX_MODULES =
            List.of("chain.c32", "libcom32.c32", "libutil.c32", "menu.c32");

    private SyslinuxPrograms() {}

    static BootCandidate pxelinux(String word) {
        String name = word + ".0";
        String share = "usr/share/syslinux/";
        return new BootCandidate(
                word,
                ForIpxe.THE_PROGRAM,
                List.of(
                        bios(
                                DEBIAN,
                                "syslinux-common",
                                "usr/lib/syslinux/modules/bios/",
                                ProgramFile.of(name, "pxelinux", "usr/lib/PXELINUX/" + name)),
                        bios(
                                FEDORA,
                                "syslinux-nonlinux",
                                share,
                                ProgramFile.of(name, "syslinux-nonlinux", share + name)),
                        bios(SUSE, "syslinux", share, ProgramFile.of(name, "syslinux", share + name))));
    }

    private static Source bios(HostFamily family, String packaging, String modules, ProgramFile program) {
        return new Source(
                family,
                List.of(program, ProgramFile.of("ldlinux.c32", packaging, modules + "ldlinux.c32")),
                SYSLINUX_MODULES.stream()
                        .map(module -> ProgramFile.of(module, packaging, modules + module))
                        .toList(),
                Map.of());
    }

    static BootCandidate x64() {
        String share = "usr/share/syslinux/efi64/";
        return new BootCandidate(
                "syslinux",
                ForIpxe.OUR_SCRIPT,
                List.of(
                        Source.of(
                                DEBIAN,
                                ProgramFile.of(
                                        "syslinux.efi", "syslinux-efi", "usr/lib/SYSLINUX.EFI/efi64/syslinux.efi"),
                                ProgramFile.of(
                                        "ldlinux.e64",
                                        "syslinux-common",
                                        "usr/lib/syslinux/modules/efi64/ldlinux.e64")),
                        Source.of(
                                FEDORA,
                                ProgramFile.of("syslinux.efi", "syslinux-efi64", share + "syslinux.efi"),
                                ProgramFile.of("ldlinux.e64", "syslinux-efi64", share + "ldlinux.e64"))));
    }

    static BootCandidate ia32() {
        return new BootCandidate(
                "syslinux",
                ForIpxe.OUR_SCRIPT,
                List.of(Source.of(
                        DEBIAN,
                        ProgramFile.of("syslinux32.efi", "syslinux-efi", "usr/lib/SYSLINUX.EFI/efi32/syslinux.efi"),
                        ProgramFile.of(
                                "ldlinux.e32", "syslinux-common", "usr/lib/syslinux/modules/efi32/ldlinux.e32"))));
    }
}
