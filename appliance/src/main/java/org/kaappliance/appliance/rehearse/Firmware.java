package org.kaappliance.appliance.rehearse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What starts a virtual machine. */
public enum Firmware {
    /** SeaBIOS; the boot ROM of the network card boots from the network. */
    BIOS,
    /** OVMF for x64, without Secure Boot; it boots from the network by itself. */
    UEFI;

    private static final Path EFI = Path.of("/sys/firmware/efi");

    /** What started this host. */
    public static Firmware ofThisHost() {
        return Files.isDirectory(EFI) ? UEFI : BIOS;
    }

    /** {@code bios}, {@code uefi}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
