package org.kaappliance.pxemenu;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How GRUB starts the boot loader that stands on a UEFI machine's own disk. */
final class DiskLoaders {
    /** GRUB on UEFI numbers the disks by their place in the machine. There is no telling which of them is a USB stick. */
    private static final String DISKS = names("hd", 0, 7);

    private static final String PARTITIONS = names("gpt", 1, 16) + " " + names("msdos", 1, 4);

    /**
     * On one EFI system partition. The removable path is the last: firmware takes it only where no boot entry names another, and
     * distributions leave theirs beside it.
     */
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
     * Commands that do not come back when a disk has a loader that starts. The first disk that has any goes before the others, whatever
     * these have: an old system on a second disk is not to start in place of the one on the first. What is started is told that it comes
     * from {@code $root}, wherever its file lies (grub-core/loader/efi/chainloader.c).
     */
    static String grubLines() {
        return """
                for disk in %s; do
                  for part in %s; do
                    if [ -d ($disk,$part)/EFI ]; then
                      for loader in %s; do
                        if [ -f ($disk,$part)$loader ]; then
                          set root=$disk,$part
                          chainloader ($root)$loader
                          boot
                        fi
                      done
                    fi
                  done
                done
                """.formatted(DISKS, PARTITIONS, String.join(" ", LOADERS));
    }

    private static String names(String prefix, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(n -> prefix + n).collect(Collectors.joining(" "));
    }
}
