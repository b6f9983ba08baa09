package org.kaappliance.appliance.rehearse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * OVMF as distributions install it.
 *
 * @param code read-only, for all machines
 * @param variables each machine has a copy
 */
record UefiImages(Path code, Path variables) {
    /** Debian and Ubuntu (new, old), Fedora and RHEL, openSUSE, Arch. */
    static final List<UefiImages> PLACES = List.of(
            of("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
            of("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
            of("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
            of("/usr/share/qemu/ovmf-x86_64-code.bin", "/usr/share/qemu/ovmf-x86_64-vars.bin"),
            of("/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"));

    private static UefiImages of(String code, String variables) {
        return new UefiImages(Path.of(code), Path.of(variables));
    }

    static Optional<UefiImages> find() {
        return find(Files::isReadable);
    }

    static Optional<UefiImages> find(Predicate<Path> isThere) {
        return PLACES.stream()
                .filter(images -> isThere.test(images.code()) && isThere.test(images.variables()))
                .findFirst();
    }
}
