package org.kaappliance.pxemenu;

import java.util.List;

/** How GRUB starts the boot loader that stands on a UEFI machine's own disk. */
final class DiskLoaders {
    /** On EFI system partitions, the ones that a distribution installs before the removable path. */
    private static final List<String> LOADERS = List.of(
            "/EFI/debian/shimx64.efi",
            "/EFI/debian/grubx64.efi",
            "/EFI/ubuntu/shimx64.efi",
            "/EFI/ubuntu/grubx64.efi",
            "/EFI/fedora/shimx64.efi",
            "/EFI/redhat/shimx64.efi",
            "/EFI/centos/shimx64.efi",
            "/EFI/rocky/shimx64.efi",
            "/EFI/almalinux/shimx64.efi",
            "/EFI/opensuse/shim.efi",
            "/EFI/opensuse/grubx64.efi",
            "/EFI/sles/shim.efi",
            "/EFI/debian/grubaa64.efi",
            "/EFI/ubuntu/grubaa64.efi",
            "/EFI/fedora/shimaa64.efi",
            "/EFI/debian/grubia32.efi",
            "/EFI/systemd/systemd-bootx64.efi",
            "/EFI/Microsoft/Boot/bootmgfw.efi",
            "/EFI/BOOT/BOOTX64.EFI",
            "/EFI/BOOT/BOOTAA64.EFI",
            "/EFI/BOOT/BOOTIA32.EFI");

    private DiskLoaders() {}

    /**
     * Commands that do not come back when a disk has a loader that starts. What is started is told that it comes from {@code $root},
     * wherever its file lies (grub-core/loader/efi/chainloader.c).
     */
    static String grubLines() {
        return """
                for loader in %s; do
                  if search --no-floppy --set=root --file $loader; then
                    chainloader ($root)$loader
                    boot
                  fi
                done
                """.formatted(String.join(" ", LOADERS));
    }
}
