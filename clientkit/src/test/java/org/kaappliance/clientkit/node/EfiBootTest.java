package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.BootFacts;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.ContentPlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskLabel;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.FinishPlan;
import org.kaappliance.clientkit.golden.InitramfsPolicy;
import org.kaappliance.clientkit.golden.PartitionEntry;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.PartitionType;
import org.kaappliance.clientkit.golden.Volume;

/** The files of an EFI system partition in a directory, and a stand-in for the firmware's list that prints what it is told. */
class EfiBootTest {
    private static final String FIRMWARE = """
            echo "$*" >> %1$s/called
            case "$*" in
            "efibootmgr -v") cat %1$s/entries ;;
            "efibootmgr -q -C"*) echo "Boot0007* new	HD(1)" >> %1$s/entries ;;
            mount*) exit %2$d ;;
            esac
            """;

    @TempDir
    Path dir;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private Path root;

    @BeforeEach
    void list() throws Exception {
        root = Files.createDirectories(dir.resolve("clone"));
        Files.writeString(dir.resolve("entries"), """
                BootCurrent: 0001
                BootOrder: 0001,0003
                Boot0001* UEFI PXEv4\tPciRoot(0x0)
                Boot0003* debian\tHD(1,GPT)/File(\\EFI\\debian\\shimx64.efi)
                """);
    }

    @Test
    void the_distributions_loader_is_kept_and_put_at_the_fallback_path_with_what_it_loads() throws Exception {
        esp("EFI/debian/shimx64.efi", "EFI/debian/grubx64.efi", "EFI/debian/mmx64.efi");

        efi(0, "EFI/debian/grubx64.efi", "EFI/debian/shimx64.efi").keepGrub();

        assertThat(root.resolve("boot/efi/EFI/BOOT/BOOTX64.EFI")).hasContent("EFI/debian/shimx64.efi");
        assertThat(root.resolve("boot/efi/EFI/BOOT/grubx64.efi")).hasContent("EFI/debian/grubx64.efi");
        assertThat(root.resolve("boot/efi/EFI/BOOT/mmx64.efi")).hasContent("EFI/debian/mmx64.efi");
    }

    @Test
    void an_entry_of_an_earlier_clone_goes_and_the_new_one_comes_behind_the_network() throws Exception {
        esp("EFI/debian/shimx64.efi");

        efi(0, "EFI/debian/shimx64.efi").keepGrub();

        assertThat(Files.readAllLines(dir.resolve("called")))
                .containsExactly(
                        "mount -t efivarfs efivarfs /sys/firmware/efi/efivars",
                        "efibootmgr -v",
                        "efibootmgr -q -b 0003 -B",
                        "efibootmgr -v",
                        "efibootmgr -q -C -d /dev/vda -p 1 -L debian -l \\EFI\\debian\\shimx64.efi",
                        "efibootmgr -v",
                        "efibootmgr -q -o 0001,0007,0003",
                        "umount /sys/firmware/efi/efivars");
    }

    @Test
    void a_fallback_loader_that_came_along_stays_whatever_the_case_of_its_name() throws Exception {
        esp("EFI/debian/grubx64.efi", "EFI/Boot/bootx64.efi");

        efi(0, "EFI/debian/grubx64.efi", "EFI/Boot/bootx64.efi").keepGrub();

        assertThat(root.resolve("boot/efi/EFI/Boot/bootx64.efi")).hasContent("EFI/Boot/bootx64.efi");
        assertThat(root.resolve("boot/efi/EFI/BOOT")).doesNotExist();
    }

    @Test
    void systemd_boot_is_taken_from_the_system_where_the_partition_has_none() throws Exception {
        Path file = root.resolve("usr/lib/systemd/boot/efi/systemd-bootx64.efi");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "systemd-boot");
        esp("loader/loader.conf");

        efi(0).systemdBoot();

        assertThat(root.resolve("boot/efi/EFI/systemd/systemd-bootx64.efi")).hasContent("systemd-boot");
        assertThat(root.resolve("boot/efi/EFI/BOOT/BOOTX64.EFI")).hasContent("systemd-boot");
    }

    @Test
    void a_firmware_that_takes_no_entry_is_a_warning() throws Exception {
        esp("EFI/debian/grubx64.efi");
        Files.delete(dir.resolve("entries"));

        efi(32, "EFI/debian/grubx64.efi").keepGrub();

        assertThat(root.resolve("boot/efi/EFI/BOOT/BOOTX64.EFI")).exists();
        assertThat(log).anyMatch(line -> line.startsWith("WARNING: no boot entry in the firmware"));
    }

    private void esp(String... files) throws Exception {
        for (String name : files) {
            Path file = root.resolve("boot/efi").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private EfiBoot efi(int mountCode, String... programs) throws Exception {
        Path tool = Files.writeString(dir.resolve("tool"), FIRMWARE.formatted(dir, mountCode));
        Clone clone = new Clone(Path.of("/"), root.toString());
        ClonePlan plan = plan(List.of(programs));
        clone.take(
                plan,
                new TargetDisks(
                        plan.disks(),
                        List.of(new TargetDrive(plan.disks().drives().get(0), Plans.disk("vda"), null))));
        return new EfiBoot(clone, new Tools(List.of("sh", tool.toString()), line -> {}), log::add);
    }

    private static ClonePlan plan(List<String> programs) {
        PartitionEntry esp =
                new PartitionEntry(1, PartitionEntry.Level.PRIMARY, PartitionType.GPT_ESP, OptionalLong.of(100));
        DrivePlan drive = new DrivePlan("sda", new PartitionTable(DiskLabel.GPT, List.of(esp)), OptionalInt.empty());
        Volume volume = new Volume(
                new DeviceName("sda1"), FileSystemType.EXT2, Optional.of("/boot/efi"), "1234-ABCD", Optional.empty());
        FinishPlan finish = new FinishPlan(
                "", BootLoader.GRUB, new BootFacts(List.of(), programs), InitramfsPolicy.AUTO, List.of());
        return new ClonePlan(
                new DiskPlan(List.of(drive), List.of(), List.of(volume)),
                new ContentPlan(List.of(), List.of()),
                finish,
                List.of());
    }
}
