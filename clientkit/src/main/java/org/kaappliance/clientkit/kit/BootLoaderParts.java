package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What stage 2 has to make clones start, besides GRUB for a BIOS: GRUB for UEFI, the firmware's list of entries, and EXTLINUX where this host has it. */
final class BootLoaderParts {
    private static final Path GRUB_EFI = Path.of("/usr/lib/grub/x86_64-efi");
    private static final Path EXTLINUX = Path.of("/usr/bin/extlinux");
    private static final List<Path> BOOT_CODE =
            List.of(Path.of("/usr/lib/syslinux/mbr/mbr.bin"), Path.of("/usr/lib/syslinux/mbr/gptmbr.bin"));

    private BootLoaderParts() {}

    /** Programs, and the Debian package that brings each; {@code unshare} keeps what runs in a clone apart. */
    static Map<String, String> programs() {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("unshare", "util-linux");
        programs.put("efibootmgr", "efibootmgr");
        if (Files.isExecutable(EXTLINUX)) {
            programs.put("extlinux", "extlinux");
        }
        return programs;
    }

    /** @throws KitException when GRUB for UEFI is not installed here */
    static void require() throws KitException {
        if (!Files.isRegularFile(GRUB_EFI.resolve("normal.mod"))) {
            throw new KitException(GRUB_EFI + "/normal.mod not found: apt install grub-efi-amd64-bin");
        }
    }

    /** The host's files; those of GRUB are one package and stand for one another. */
    static List<Path> inputs() {
        return Stream.concat(Stream.of(GRUB_EFI.resolve("normal.mod")), bootCode())
                .toList();
    }

    static void addTo(FileTree tree) throws IOException {
        try (Stream<Path> files = Files.walk(GRUB_EFI)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.(mod|lst|img|sh)"))
                    .forEach(file -> tree.file(file.toString(), FileTree.PLAIN, file));
        }
        bootCode().forEach(file -> tree.file(file.toString(), FileTree.PLAIN, file));
    }

    private static Stream<Path> bootCode() {
        return BOOT_CODE.stream().filter(Files::isRegularFile);
    }
}
