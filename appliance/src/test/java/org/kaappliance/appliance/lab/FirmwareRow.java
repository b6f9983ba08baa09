package org.kaappliance.appliance.lab;

import java.nio.file.Path;
import java.util.Map;

/**
 * A firmware and the boot program that it is told.
 *
 * @param firmware as {@code LAB_FIRMWARE} has it
 * @param disk what the machine's own disk is made for, as {@code packaging/lab/disk.sh} has it
 * @param settings of the appliance
 * @param files what it serves from {@code tftp.root}
 */
record FirmwareRow(String name, String firmware, String disk, String settings, Map<String, Path> files) {
    /** For a program that is only fetched: Debian 12 has none for this machine. */
    static final Path STAND_IN = Path.of("/usr/lib/ipxe/snponly.efi");

    private static final Path IPXE = Path.of("/usr/lib/ipxe");
    private static final Path SIGNED_GRUB = Path.of("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed");
    private static final Path SHIM = Path.of("/usr/lib/shim/shimx64.efi.signed");
    private static final Path MONOLITHIC = Path.of("/usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi");

    /** Debian's network GRUB has it not built in, and loads it from here unless Secure Boot forbids it. */
    private static final String HTTP_MODULE_NAME = "grub/x86_64-efi/http.mod";

    private static final Path HTTP_MODULE = Path.of("/usr/lib/grub/x86_64-efi/http.mod");

    /** SeaBIOS with the iPXE ROM of QEMU's card. */
    static FirmwareRow bios(String name, String settings, Map<String, Path> files) {
        return new FirmwareRow(name, "bios", "bios", "menu.local-boot = -1\n" + settings, files);
    }

    static FirmwareRow uefi(String name, String settings, Map<String, Path> files) {
        return new FirmwareRow(name, "uefi", "uefi", settings, files);
    }

    /** With nothing said of boot programs. */
    static FirmwareRow secureBoot(String name) {
        return new FirmwareRow(name, "uefi-sb", "uefi", "", Map.of());
    }

    /** Debian's shim, which loads Debian's GRUB, from the network. */
    static FirmwareRow shim(String name, String firmware) {
        return new FirmwareRow(
                name,
                firmware,
                "uefi",
                "dhcp.boot-programs.uefi-x64 = shimx64.efi",
                Map.of("shimx64.efi", SHIM, "grubx64.efi", SIGNED_GRUB));
    }

    /** Firmware that boots over HTTP. */
    static FirmwareRow http(String name, String settings, Map<String, Path> files) {
        return new FirmwareRow(name, "uefi-http", "uefi", settings, files);
    }

    /** UEFI of 32 bits on a processor of 64. */
    static FirmwareRow ia32(String name, String settings) {
        return new FirmwareRow(name, "uefi-ia32", "uefi-ia32", settings, Map.of());
    }

    static Map<String, Path> monolithicGrub() {
        return Map.of("grubnetx64.efi", MONOLITHIC, HTTP_MODULE_NAME, HTTP_MODULE);
    }

    static Map<String, Path> ipxe(String program) {
        return Map.of(program, IPXE.resolve(program));
    }

    @Override
    public String toString() {
        return name;
    }
}
