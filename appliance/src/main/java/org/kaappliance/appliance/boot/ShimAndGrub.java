package org.kaappliance.appliance.boot;

import static org.kaappliance.appliance.boot.HostFamily.DEBIAN;
import static org.kaappliance.appliance.boot.HostFamily.FEDORA;
import static org.kaappliance.appliance.boot.HostFamily.SUSE;

import java.util.List;
import java.util.Map;
import org.kaappliance.appliance.boot.BootCandidate.ForIpxe;
import org.kaappliance.appliance.boot.BootCandidate.ProgramFile;
import org.kaappliance.appliance.boot.BootCandidate.Source;

/** shim and GRUB for UEFI, as distributions pack them. */
final class ShimAndGrub {
    private static final List<String> EFI_VENDORS = List.of("fedora", "redhat", "centos", "rocky", "almalinux", "amzn");

    private ShimAndGrub() {}

    /**
     * @param suffix in EFI file names
     * @param grub GRUB's name of the platform
     * @param suse SUSE's name of the processor
     * @param debian the name in Debian's packages
     * @param fedora the name in Fedora's packages
     */
    record Cpu(String suffix, String grub, String suse, String debian, String fedora) {
        static final Cpu X64 = new Cpu("x64", "x86_64-efi", "x86_64", "amd64", "x64");
        static final Cpu IA32 = new Cpu("ia32", "i386-efi", "i386", "ia32", "ia32");
        static final Cpu ARM64 = new Cpu("aa64", "arm64-efi", "aarch64", "arm64", "aa64");

        /** SUSE's files have the same names for every processor. */
        String directory() {
            return this.equals(X64) ? "" : suffix + "/";
        }

        /** Signed programs are packed for Debian's architecture of their processor only, which is not an x64 host's. */
        String signedFor() {
            return this.equals(X64) ? "" : this.equals(IA32) ? ":i386" : ":arm64";
        }

        /** The unsigned ones for IA32 are packed for x64 hosts, too. */
        String packedFor() {
            return this.equals(ARM64) ? ":arm64" : "";
        }
    }

    /** Signed by Microsoft, and GRUB signed by the distribution behind it: boots with and without Secure Boot. */
    static BootCandidate shim(Cpu cpu) {
        String own = cpu.suffix();
        String shim = "usr/lib/shim/shim" + own + ".efi";
        String mok = "usr/lib/shim/mm" + own + ".efi";
        String signed = "usr/lib/grub/" + cpu.grub() + "-signed/grubnet" + own + ".efi.signed";
        String grubPackage = "grub-efi-" + cpu.debian() + "-signed" + cpu.signedFor();
        String shimPackage = "shim-signed" + cpu.signedFor();
        Source debian = new Source(
                DEBIAN,
                List.of(
                        ProgramFile.of(
                                "shim" + own + ".efi",
                                shimPackage,
                                shim + ".signed",
                                shim + ".signed.latest",
                                shim + ".dualsigned"),
                        ProgramFile.of("grub" + own + ".efi", grubPackage, signed)),
                List.of(ProgramFile.of("mm" + own + ".efi", shimPackage, mok + ".signed", mok)),
                Map.of("grub/" + cpu.grub(), "usr/lib/grub/" + cpu.grub()));
        Source fedora = new Source(
                FEDORA,
                List.of(
                        vendor("shim" + own + ".efi", "shim-" + cpu.fedora()),
                        vendor("grub" + own + ".efi", "grub2-efi-" + cpu.fedora())),
                List.of(vendor("mm" + own + ".efi", "shim-" + cpu.fedora())),
                Map.of(cpu.grub(), "usr/lib/grub/" + cpu.grub()));
        String efi = "usr/share/efi/" + cpu.suse() + "/";
        Source suse = new Source(
                SUSE,
                List.of(ProgramFile.of(cpu.directory() + "shim.efi", "shim", efi + "shim.efi"), suseGrub(cpu)),
                List.of(ProgramFile.of(cpu.directory() + "MokManager.efi", "shim", efi + "MokManager.efi")),
                suseModules(cpu));
        // SUSE has no shim for IA32
        return new BootCandidate(
                "shim",
                ForIpxe.OUR_SCRIPT,
                cpu.equals(Cpu.IA32) ? List.of(debian, fedora) : List.of(debian, fedora, suse));
    }

    private static ProgramFile vendor(String name, String packaging) {
        return new ProgramFile(
                name,
                packaging,
                EFI_VENDORS.stream()
                        .map(vendor -> "boot/efi/EFI/" + vendor + "/" + name)
                        .toList());
    }

    private static ProgramFile suseGrub(Cpu cpu) {
        return ProgramFile.of(
                cpu.directory() + "grub.efi",
                "grub2-" + cpu.grub(),
                "usr/share/efi/" + cpu.suse() + "/grub.efi",
                "usr/share/grub2/" + cpu.grub() + "/grub.efi");
    }

    private static Map<String, String> suseModules(Cpu cpu) {
        return Map.of(cpu.directory() + cpu.grub(), "usr/share/grub2/" + cpu.grub());
    }

    /** GRUB alone, in one file with all that it needs. */
    static BootCandidate grub(Cpu cpu) {
        String own = cpu.suffix();
        String net = "grubnet" + own + ".efi";
        String lib = "usr/lib/grub/" + cpu.grub();
        Source debian = new Source(
                DEBIAN,
                List.of(ProgramFile.of(
                        net,
                        "grub-efi-" + cpu.debian() + "-bin" + cpu.packedFor(),
                        lib + "/monolithic/" + net,
                        lib + "-signed/" + net + ".signed")),
                List.of(),
                Map.of("grub/" + cpu.grub(), lib));
        Source fedora = new Source(
                FEDORA,
                List.of(vendor("grub" + own + ".efi", "grub2-efi-" + cpu.fedora())),
                List.of(),
                Map.of(cpu.grub(), lib));
        Source suse = new Source(SUSE, List.of(suseGrub(cpu)), List.of(), suseModules(cpu));
        return new BootCandidate("grub", ForIpxe.OUR_SCRIPT, List.of(debian, fedora, suse));
    }
}
