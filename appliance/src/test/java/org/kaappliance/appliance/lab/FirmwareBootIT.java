package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real firmware and real boot programs read our menus and fetch our files: an armed machine arrives at stage 1 and says hello, and when it is
 * switched, at its own disk. One row in every build; {@code mvn -Pfirmware verify} runs them all, and prints how long each took.
 */
class FirmwareBootIT {
    /** Minutes, for machines that share their processor with others. */
    private static final Duration STEP = Duration.ofSeconds(900);

    /** {@code -Dfirmware.rows=iPXE}: those whose names have it, for a look by hand. */
    private static final Pattern WANTED = Pattern.compile(System.getProperty("firmware.rows", ""));

    /** Debian packs no GRUB with {@code http} inside; this is one as an administrator makes it. */
    private static final Path HTTP_GRUB = Path.of("target", "grubhttpx64.efi").toAbsolutePath();

    private static final String MENU = " has \\S*(pxelinux\\.cfg/|grub\\.cfg-|ipxe/)[-0-9a-f:]+";

    /** Debian's shim and signed GRUB, which fetches {@code http.mod}: what machines get when nobody says anything. */
    private static final FirmwareRow AUTO = FirmwareRow.uefi("OVMF, auto", "", Map.of());

    private static final FirmwareRow GRUB = FirmwareRow.uefi(
            "OVMF, GRUB (HTTP)", "dhcp.boot-programs.uefi-x64 = grubnetx64.efi", FirmwareRow.monolithicGrub());

    private Path dir;
    private boolean passed;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        dir = Files.createTempDirectory(Path.of("/var/tmp"), "ka-firmware");
        FirmwareLab.buildKit(dir);
        FirmwareLab.buildHttpGrub(HTTP_GRUB, dir);
    }

    @AfterEach
    void remove() throws IOException {
        if (!passed) {
            System.out.println("kept for a look: " + dir);
            return;
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static List<FirmwareRow> rows() {
        List<FirmwareRow> rows = List.of(
                FirmwareRow.ia32("OVMF of 32 bits, auto", ""),
                FirmwareRow.uefi("OVMF, syslinux.efi (HTTP)", "dhcp.boot-programs.uefi-x64 = syslinux.efi", Map.of()),
                FirmwareRow.bios("BIOS, pxelinux.0 (TFTP)", "", Map.of()),
                FirmwareRow.bios("BIOS, lpxelinux.0 (HTTP)", "dhcp.boot-programs.bios = lpxelinux.0", Map.of()),
                FirmwareRow.bios("BIOS, the card's iPXE (HTTP)", "dhcp.boot-programs.ipxe = boot.ipxe", Map.of()),
                AUTO,
                FirmwareRow.secureBoot("OVMF with Secure Boot, auto"),
                FirmwareRow.http("OVMF by HTTP boot, auto", "", Map.of()),
                GRUB,
                FirmwareRow.uefi(
                        "OVMF, iPXE snponly.efi (HTTP)",
                        "dhcp.boot-programs { uefi-x64 = snponly.efi, ipxe = boot.ipxe }",
                        FirmwareRow.ipxe("snponly.efi")),
                FirmwareRow.uefi(
                        "OVMF, iPXE ipxe.efi (HTTP)",
                        "dhcp.boot-programs { uefi-x64 = ipxe.efi, ipxe = boot.ipxe }",
                        FirmwareRow.ipxe("ipxe.efi")),
                FirmwareRow.shim("OVMF, shim and signed GRUB (TFTP)", "uefi"),
                FirmwareRow.http(
                        "OVMF by HTTP boot, GRUB (HTTP)",
                        "dhcp.boot-programs.uefi-x64-http = grubhttpx64.efi",
                        Map.of("grubhttpx64.efi", HTTP_GRUB)));
        return rows.stream().filter(row -> WANTED.matcher(row.name()).find()).toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    @Tag("firmware")
    void an_armed_machine_arrives_at_stage_1_and_switched_at_its_own_disk(FirmwareRow row) throws Exception {
        boots(row);
    }

    @Test
    void ovmf_comes_by_what_auto_gives_it_to_stage_1_and_switched_to_its_own_disk() throws Exception {
        boots(AUTO);
    }

    @Test
    @Tag("firmware")
    void a_64_bit_arm_fetches_the_program_of_its_own() throws Exception {
        FirmwareRow arm = new FirmwareRow(
                "AAVMF",
                "aarch64",
                "uefi",
                "dhcp.boot-programs.uefi-arm64 = grubnetaa64.efi",
                Map.of("grubnetaa64.efi", FirmwareRow.STAND_IN));
        FirmwareLab lab = new FirmwareLab(dir, arm.firmware(), arm.disk(), arm.settings(), arm.files());
        try {
            lab.startAppliance();
            long on = System.nanoTime();
            lab.powerOn();
            LineWatch.Line fetched = lab.appliance().await(" has grubnetaa64.efi", STEP);
            System.out.println("firmware: | " + arm + " fetches its program" + seconds(on, fetched) + " |");
        } finally {
            lab.down();
        }
        passed = true;
    }

    private void boots(FirmwareRow row) throws Exception {
        FirmwareLab lab = new FirmwareLab(dir, row.firmware(), row.disk(), row.settings(), row.files());
        try {
            lab.startAppliance();
            lab.arm();
            String times = arrives(lab) + isSwitched(lab);
            System.out.println("firmware: | " + row + times + " |");
            assertThat(lab.diskIsAsItWas()).as("nothing was written").isTrue();
        } finally {
            lab.down();
        }
        passed = true;
    }

    /** Seconds from power-on to the menu, to stage 1, to its hello. */
    private static String arrives(FirmwareLab lab) throws IOException, InterruptedException {
        long on = System.nanoTime();
        lab.powerOn();
        return seconds(on, lab.appliance().await(MENU, STEP))
                + seconds(on, lab.console().await("KA .* stage 1 up", STEP))
                + seconds(on, lab.job().await('"' + FirmwareLab.MAC + "\"[^}]*\"state\":\"waiting\"", STEP));
    }

    /** Seconds from the reset to the menu and to the disk's own words. */
    private static String isSwitched(FirmwareLab lab) throws IOException, InterruptedException {
        lab.disarm();
        long reset = System.nanoTime();
        lab.reset();
        return seconds(reset, lab.appliance().await(MENU, STEP))
                + seconds(reset, lab.console().await(FirmwareLab.MARKER, STEP));
    }

    private static String seconds(long since, LineWatch.Line line) {
        return String.format(Locale.ROOT, " | %.1f", (line.atNanos() - since) / 1e9);
    }
}
