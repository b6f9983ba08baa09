package org.kaappliance.appliance.rehearse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a rehearsal needs of this host. */
public final class Requirements {
    private static final List<String> ROM_DIRECTORIES =
            List.of("/usr/lib/ipxe/qemu", "/usr/share/ipxe/qemu", "/usr/share/qemu", "/usr/share/ipxe");

    private final Predicate<Path> isThere;
    private final List<Path> programDirectories;

    /** Of this host. */
    public Requirements() {
        this(
                Files::exists,
                Stream.of(System.getenv()
                                .getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
                                .split(":"))
                        .map(Path::of)
                        .toList());
    }

    Requirements(Predicate<Path> isThere, List<Path> programDirectories) {
        this.isThere = isThere;
        this.programDirectories = List.copyOf(programDirectories);
    }

    /**
     * One thing that is missing.
     *
     * @param remedy {@code apt install} and the package that brings it on Debian, or what else to do
     */
    public record Missing(String what, String remedy) {
        @Override
        public String toString() {
            return what + " is missing: " + remedy;
        }
    }

    /** What is missing for machines with this firmware and card. */
    public List<Missing> missing(Firmware firmware, NetworkCard card) {
        List<Missing> missing = new ArrayList<>();
        program(QemuCommand.PROGRAM, "qemu-system-x86", missing);
        program("ip", "iproute2", missing);
        if (!isThere.test(Path.of("/dev/net/tun"))) {
            missing.add(new Missing("/dev/net/tun", "modprobe tun"));
        }
        switch (firmware) {
            case BIOS -> {
                if (Stream.of(card.romFile(), card.pciRomFile()).noneMatch(this::hasRom)) {
                    missing.add(new Missing("the boot ROM of the network card", "apt install ipxe-qemu"));
                }
            }
            case UEFI -> {
                if (UefiImages.find(isThere).isEmpty()) {
                    missing.add(new Missing("the firmware of UEFI machines (OVMF)", "apt install ovmf"));
                }
            }
        }
        return missing;
    }

    private void program(String name, String debianPackage, List<Missing> missing) {
        if (programDirectories.stream().noneMatch(directory -> isThere.test(directory.resolve(name)))) {
            missing.add(new Missing(name, "apt install " + debianPackage));
        }
    }

    private boolean hasRom(String file) {
        return ROM_DIRECTORIES.stream().anyMatch(directory -> isThere.test(Path.of(directory, file)));
    }
}
