package org.kaappliance.appliance.boot;

import static org.kaappliance.appliance.boot.HostFamily.DEBIAN;
import static org.kaappliance.appliance.boot.HostFamily.FEDORA;
import static org.kaappliance.appliance.boot.HostFamily.SUSE;

import java.util.List;
import org.kaappliance.appliance.boot.BootCandidate.ForIpxe;
import org.kaappliance.appliance.boot.BootCandidate.ProgramFile;
import org.kaappliance.appliance.boot.BootCandidate.Source;

/** iPXE, as distributions pack it. */
final class IpxePrograms {
    private IpxePrograms() {}

    static BootCandidate undionly() {
        String name = "undionly.kpxe";
        return new BootCandidate(
                "ipxe",
                ForIpxe.OUR_SCRIPT,
                List.of(
                        Source.of(DEBIAN, ProgramFile.of(name, "ipxe", "usr/lib/ipxe/" + name)),
                        Source.of(FEDORA, ProgramFile.of(name, "ipxe-bootimgs-x86", "usr/share/ipxe/" + name)),
                        Source.of(SUSE, ProgramFile.of(name, "ipxe-bootimgs", "usr/share/ipxe/" + name))));
    }

    /** First the build that uses the firmware's own driver of the card that it booted from. */
    static List<BootCandidate> x64() {
        return List.of(
                ipxe(
                        "snponly",
                        Source.of(DEBIAN, ProgramFile.of("snponly.efi", "ipxe", "usr/lib/ipxe/snponly.efi")),
                        Source.of(
                                FEDORA,
                                ProgramFile.of(
                                        "snponly.efi", "ipxe-bootimgs-x86", "usr/share/ipxe/ipxe-snponly-x86_64.efi")),
                        Source.of(
                                SUSE, ProgramFile.of("snponly.efi", "ipxe-bootimgs", "usr/share/ipxe/snp-x86_64.efi"))),
                ipxe(
                        "ipxe",
                        Source.of(DEBIAN, ProgramFile.of("ipxe.efi", "ipxe", "usr/lib/ipxe/ipxe.efi", "boot/ipxe.efi")),
                        Source.of(
                                FEDORA,
                                ProgramFile.of("ipxe.efi", "ipxe-bootimgs-x86", "usr/share/ipxe/ipxe-x86_64.efi")),
                        Source.of(
                                SUSE, ProgramFile.of("ipxe.efi", "ipxe-bootimgs", "usr/share/ipxe/ipxe-x86_64.efi"))));
    }

    /** Debian has none. */
    static List<BootCandidate> ia32() {
        String name = "ipxe-i386.efi";
        return List.of(ipxe(
                "ipxe",
                Source.of(FEDORA, ProgramFile.of(name, "ipxe-bootimgs-x86", "usr/share/ipxe/" + name)),
                Source.of(SUSE, ProgramFile.of(name, "ipxe-bootimgs", "usr/share/ipxe/" + name))));
    }

    static List<BootCandidate> arm64() {
        String name = "ipxe-arm64.efi";
        String share = "usr/share/ipxe/arm64-efi/";
        return List.of(ipxe(
                "ipxe",
                Source.of(DEBIAN, ProgramFile.of(name, "ipxe", "usr/lib/ipxe/" + name)),
                Source.of(
                        FEDORA,
                        ProgramFile.of(name, "ipxe-bootimgs-aarch64", share + "snponly.efi", share + "ipxe.efi")),
                Source.of(SUSE, ProgramFile.of(name, "ipxe-bootimgs", "usr/share/ipxe/snp-arm64.efi"))));
    }

    private static BootCandidate ipxe(String word, Source... sources) {
        return new BootCandidate(word, ForIpxe.OUR_SCRIPT, List.of(sources));
    }
}
