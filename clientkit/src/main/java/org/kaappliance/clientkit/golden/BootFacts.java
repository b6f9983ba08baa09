package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Optional;

/**
 * What the golden system has to boot by. A node decides by it, before it writes, whether its clone can be made to start.
 *
 * @param tools programs that can be run in the clone: {@code grub2-install} (with its modules for a BIOS), {@code grub}, {@code lilo},
 *     {@code extlinux}, and {@code systemd-boot}, which is a file to be copied
 * @param efiPrograms the files {@code EFI/.../*.efi} of the EFI system partition, as they are written there
 */
public record BootFacts(List<String> tools, List<String> efiPrograms) {
    public static final BootFacts NONE = new BootFacts(List.of(), List.of());

    public BootFacts {
        tools = List.copyOf(tools);
        efiPrograms = List.copyOf(efiPrograms);
    }

    /** The distribution's own GRUB for UEFI, {@code EFI/debian/shimx64.efi} where it has a shim. */
    public Optional<String> vendorGrub() {
        return program("(?i)EFI/(?!BOOT/)[^/]+/shimx64\\.efi")
                .or(() -> program("(?i)EFI/(?!BOOT/)[^/]+/grubx64\\.efi"));
    }

    public Optional<String> systemdBoot() {
        return program("(?i)EFI/systemd/systemd-bootx64\\.efi");
    }

    private Optional<String> program(String pattern) {
        return efiPrograms.stream().filter(path -> path.matches(pattern)).findFirst();
    }
}
