package org.kaappliance.appliance.boot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.kaappliance.appliance.boot.ShimAndGrub.Cpu;
import org.kaappliance.dhcp.boot.Firmware;

/**
 * From firmware to boot program: what each kind can be booted with, the best first (docs/adr/011-boot-programs.md), and where
 * Debian and Ubuntu, Fedora and RHEL, openSUSE and SLES put the files.
 *
 * <p>Names in our tree are those that the programs ask each other for. shim loads its second stage from its own directory:
 * {@code grubx64.efi}, with SUSE's {@code grub.efi}. Debian's GRUB for the network looks for menu and modules below {@code
 * /grub}, whatever its own name; Fedora's and SUSE's in the directory that they were loaded from. So one name never means two
 * files: what would clash has a directory ({@code aa64/grub.efi}) or another name ({@code syslinux32.efi}).
 */
final class BootProgramTable {
    /** Where anything else that the settings name may lie. */
    static final List<String> DIRECTORIES = List.of(
            "usr/lib/PXELINUX",
            "usr/lib/syslinux/modules/bios",
            "usr/lib/syslinux/memdisk",
            "usr/lib/SYSLINUX.EFI/efi64",
            "usr/lib/syslinux/modules/efi64",
            "usr/share/syslinux",
            "usr/lib/ipxe",
            "usr/share/ipxe");

    private static final Map<Firmware, List<BootCandidate>> TABLE = table();
    /** The processors that packages have a file of this name for. */
    private static final Map<String, Set<String>> PROCESSORS = processors();

    private BootProgramTable() {}

    /** The best first; none for firmware whose program only the administrator can know. */
    static List<BootCandidate> candidates(Firmware firmware) {
        return TABLE.getOrDefault(firmware, List.of());
    }

    static Stream<BootCandidate> all() {
        return TABLE.values().stream().flatMap(List::stream);
    }

    /** Whether packages have a file of this name for one processor only. */
    static boolean isOfOneProcessor(String name) {
        return PROCESSORS.getOrDefault(name, Set.of()).size() == 1;
    }

    private static Map<String, Set<String>> processors() {
        Map<String, Set<String>> processors = new HashMap<>();
        TABLE.forEach((firmware, candidates) -> candidates.stream()
                .flatMap(candidate -> candidate.sources().stream())
                .flatMap(source -> Stream.concat(source.files().stream(), source.extras().stream()))
                .flatMap(file -> file.places().stream())
                .forEach(place -> processors
                        .computeIfAbsent(place.substring(place.lastIndexOf('/') + 1), name -> new HashSet<>())
                        .add(firmware.key().replace("-http", ""))));
        return processors;
    }

    private static Map<Firmware, List<BootCandidate>> table() {
        Map<Firmware, List<BootCandidate>> table = new EnumMap<>(Firmware.class);
        table.put(
                Firmware.BIOS,
                List.of(
                        SyslinuxPrograms.pxelinux("pxelinux"),
                        SyslinuxPrograms.pxelinux("lpxelinux"),
                        IpxePrograms.undionly()));
        uefi(
                table,
                Firmware.UEFI_X64,
                Firmware.UEFI_X64_HTTP,
                Cpu.X64,
                List.of(SyslinuxPrograms.x64()),
                IpxePrograms.x64());
        uefi(
                table,
                Firmware.UEFI_IA32,
                Firmware.UEFI_IA32_HTTP,
                Cpu.IA32,
                List.of(SyslinuxPrograms.ia32()),
                IpxePrograms.ia32());
        uefi(table, Firmware.UEFI_ARM64, Firmware.UEFI_ARM64_HTTP, Cpu.ARM64, List.of(), IpxePrograms.arm64());
        return table;
    }

    /**
     * Over HTTP iPXE comes first, in the build with drivers of its own that was seen to boot so: GRUB goes on over HTTP only where its
     * image has {@code http} inside. syslinux.efi speaks TFTP through the firmware's PXE protocol, which is not there.
     */
    private static void uefi(
            Map<Firmware, List<BootCandidate>> table,
            Firmware pxe,
            Firmware http,
            Cpu cpu,
            List<BootCandidate> byTftpOnly,
            List<BootCandidate> ipxe) {
        List<BootCandidate> both = List.of(ShimAndGrub.shim(cpu), ShimAndGrub.grub(cpu));
        table.put(pxe, Stream.of(both, byTftpOnly, ipxe).flatMap(List::stream).toList());
        List<BootCandidate> ownDriver = new ArrayList<>(ipxe);
        Collections.reverse(ownDriver);
        table.put(http, Stream.of(ownDriver, both).flatMap(List::stream).toList());
    }
}
