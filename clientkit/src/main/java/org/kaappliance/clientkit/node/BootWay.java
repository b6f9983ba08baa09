package org.kaappliance.clientkit.node;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.kaappliance.clientkit.golden.BootDisks;
import org.kaappliance.clientkit.golden.BootFacts;
import org.kaappliance.clientkit.golden.BootLoader.Kind;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DiskLabel;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionType;
import org.kaappliance.clientkit.golden.PlanException;

/** How a clone is made to start on a machine with this firmware. Chosen before anything is written. Pure. */
enum BootWay {
    NONE,
    /** GRUB 2 out of stage 2. */
    GRUB_BIOS,
    /** GRUB 2 of the golden system, whose settings may need modules of its own: what keeps them in {@code /boot/grub2}. */
    GRUB_BIOS_OF_CLONE,
    /** GRUB 2 out of stage 2, at the place that every firmware looks at. */
    GRUB_EFI,
    /** The golden system's own loader came with the files of the EFI system partition. */
    GRUB_EFI_OF_CLONE,
    SYSTEMD_BOOT,
    GRUB_LEGACY,
    LILO,
    EXTLINUX;

    private static final String NO_ESP =
            "this machine was started by UEFI firmware, and the plan has no EFI system partition that the golden fstab"
                    + " mounts: add one to the description and to the fstab (at /boot/efi), switch the firmware to legacy boot (CSM), or clone"
                    + " with -r none";
    private static final String NO_BIOS_BOOT =
            "this machine was started by a BIOS, and its boot disk has a GPT without a BIOS boot partition"
                    + " (type " + PartitionType.GPT_BIOS_BOOT
                    + ", 1 MiB): add one to the description, switch the firmware to UEFI, or clone with"
                    + " -r none";

    /**
     * Chooses.
     *
     * @param uefi what started the machine
     * @param stage2 whether stage 2 has a file or a program
     * @throws PlanException when there is no way, with the remedy
     */
    static BootWay choose(ClonePlan plan, boolean uefi, Predicate<String> stage2) throws PlanException {
        Kind kind = plan.finish().bootLoader().kind();
        if (kind == Kind.NONE) {
            return NONE;
        }
        return uefi ? byUefi(kind, plan, stage2) : byBios(kind, plan, stage2);
    }

    private static BootWay byUefi(Kind kind, ClonePlan plan, Predicate<String> stage2) throws PlanException {
        if (kind != Kind.GRUB && kind != Kind.SYSTEMD_BOOT) {
            throw new PlanException("this machine was started by UEFI firmware, and " + kind.text()
                    + " starts by a BIOS only: switch the firmware to legacy boot (CSM), or clone with -r grub");
        }
        if (BootDisks.esp(plan.disks()).isEmpty()) {
            throw new PlanException(NO_ESP);
        }
        BootFacts facts = plan.finish().boot();
        if (kind == Kind.SYSTEMD_BOOT) {
            require(
                    facts.systemdBoot().isPresent() || facts.tools().contains("systemd-boot"),
                    "the golden system has no systemd-bootx64.efi, neither in its EFI system partition nor in"
                            + " /usr/lib/systemd/boot/efi: install systemd-boot there, or clone with -r grub");
            return SYSTEMD_BOOT;
        }
        if (facts.vendorGrub().isPresent()) {
            return GRUB_EFI_OF_CLONE;
        }
        require(
                stage2.test("grub-install") && stage2.test("/usr/lib/grub/x86_64-efi/normal.mod"),
                "stage 2 lacks GRUB for UEFI: apt install grub-efi-amd64-bin, then 'kit build'");
        return GRUB_EFI;
    }

    private static BootWay byBios(Kind kind, ClonePlan plan, Predicate<String> stage2) throws PlanException {
        BootFacts facts = plan.finish().boot();
        return switch (kind) {
            case GRUB, AUTO -> {
                if (needsBiosBootPartition(plan)) {
                    throw new PlanException(NO_BIOS_BOOT);
                }
                require(stage2.test("grub-install"), "stage 2 lacks grub-install");
                yield facts.tools().contains("grub2-install") ? GRUB_BIOS_OF_CLONE : GRUB_BIOS;
            }
            case GRUB_LEGACY -> of(GRUB_LEGACY, facts.tools().contains("grub"), "grub");
            case LILO -> of(LILO, facts.tools().contains("lilo"), "lilo");
            case EXTLINUX -> of(EXTLINUX, facts.tools().contains("extlinux") || stage2.test("extlinux"), "extlinux");
            case SYSTEMD_BOOT ->
                throw new PlanException("this machine was started by a BIOS, and systemd-boot starts by UEFI only:"
                        + " switch the firmware to UEFI, or clone with -r grub");
            case NONE -> NONE;
        };
    }

    private static BootWay of(BootWay way, boolean possible, String program) throws PlanException {
        require(
                possible,
                "neither the golden system nor stage 2 has the program " + program
                        + ": install it on the golden system, or clone with -r grub");
        return way;
    }

    private static boolean needsBiosBootPartition(ClonePlan plan) {
        Set<String> boot = BootDisks.ofBoot(plan.disks());
        return plan.disks().drives().stream()
                .filter(drive -> boot.contains(drive.drive()))
                .anyMatch(drive -> drive.table().label() == DiskLabel.GPT && !hasBiosBoot(drive));
    }

    private static boolean hasBiosBoot(DrivePlan drive) {
        return drive.table().entries().stream().anyMatch(entry -> entry.type().equals(PartitionType.GPT_BIOS_BOOT));
    }

    private static void require(boolean holds, String otherwise) throws PlanException {
        if (!holds) {
            throw new PlanException(otherwise);
        }
    }

    /** For people: {@code grub bios}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Where the EFI system partition is mounted, for the ways that need one. */
    static Optional<String> espMountPoint(ClonePlan plan) {
        return BootDisks.esp(plan.disks()).flatMap(volume -> volume.mountPoint());
    }
}
