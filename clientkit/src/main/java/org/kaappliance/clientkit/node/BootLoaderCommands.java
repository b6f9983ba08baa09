package org.kaappliance.clientkit.node;

import java.util.List;

/** Command lines of the boot loader step. Pure. */
final class BootLoaderCommands {
    /** Where the kernel shows the firmware's variables. */
    static final String EFIVARS = "/sys/firmware/efi/efivars";

    private BootLoaderCommands() {}

    /** GRUB 2 for BIOS out of stage 2, onto a disk that holds the {@code /boot} that is mounted below {@code dir}. */
    static List<String> grub(String dir, NodeDisk disk) {
        return List.of(
                "grub-install", "--target=i386-pc", "--boot-directory=" + dir + "/boot", "--recheck", disk.path());
    }

    /** GRUB 2 of the clone, run inside. */
    static List<String> grubOfClone(NodeDisk disk) {
        return List.of("grub2-install", "--target=i386-pc", "--recheck", disk.path());
    }

    /** GRUB 2 for UEFI out of stage 2, at {@code EFI/BOOT/BOOTX64.EFI}. Its entry in the firmware is made by {@link #createEntry}. */
    static List<String> grubEfi(String dir, String esp) {
        return List.of(
                "grub-install",
                "--target=x86_64-efi",
                "--efi-directory=" + dir + esp,
                "--boot-directory=" + dir + "/boot",
                "--removable",
                "--no-nvram",
                "--recheck");
    }

    /** GRUB legacy of the clone, run inside; its shell says success also when it failed, and is asked by what it prints. */
    static List<String> grubLegacy(int partition) {
        return List.of(
                "sh",
                "-c",
                "out=$(printf 'root (hd0,%s)\\nsetup (hd0)\\nquit\\n' \"$1\" | grub --batch --no-floppy"
                        + " --device-map=/boot/grub/device.map); echo \"$out\"; case $out in *succeeded*Done.*) ;; *) exit 1 ;; esac",
                "setup",
                Integer.toString(partition - 1));
    }

    static List<String> bootCode(String image, NodeDisk disk) {
        return List.of("dd", "if=" + image, "of=" + disk.path(), "bs=440", "count=1", "conv=notrunc,fsync");
    }

    /** {@code gptmbr.bin} starts the partition with this attribute. */
    static List<String> legacyBootable(NodeDisk disk, int partition) {
        return List.of(
                "sfdisk",
                "--no-reread",
                "--no-tell-kernel",
                "--part-attrs",
                disk.path(),
                Integer.toString(partition),
                "LegacyBIOSBootable");
    }

    static List<String> mountVariables() {
        return List.of("mount", "-t", "efivarfs", "efivarfs", EFIVARS);
    }

    static List<String> unmountVariables() {
        return List.of("umount", EFIVARS);
    }

    static List<String> listEntries() {
        return List.of("efibootmgr", "-v");
    }

    static List<String> deleteEntry(String number) {
        return List.of("efibootmgr", "-q", "-b", number, "-B");
    }

    /** Outside the order at first. @param path with slashes, from the root of the partition */
    static List<String> createEntry(NodeDisk disk, int partition, String label, String path) {
        return List.of(
                "efibootmgr",
                "-q",
                "-C",
                "-d",
                disk.path(),
                "-p",
                Integer.toString(partition),
                "-L",
                label,
                "-l",
                "\\" + path.replace('/', '\\'));
    }

    static List<String> setOrder(List<String> numbers) {
        return List.of("efibootmgr", "-q", "-o", String.join(",", numbers));
    }
}
