package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.ContentPlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskLabel;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.FinishPlan;
import org.kaappliance.clientkit.golden.PartitionEntry;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.PartitionType;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.clientkit.golden.Volume.Subvolume;
import org.kaappliance.config.ByteSize;

/** Partitions and file systems on loop devices, with both kinds of tables and of sectors; what this host's kernel mounts. Needs root. */
class LoopStorageTest {
    private static final ByteSize SIZE = ByteSize.ofMebibytes(1600);

    @TempDir
    Path dir;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Tools tools = new Tools(List.of(), log::add);
    private String device = "";

    @AfterEach
    void detach() throws Exception {
        Shell.run(
                dir,
                "awk -v d=" + dir + "/ 'index($2, d) == 1 {print $2}' /proc/mounts | sort -r | xargs -r -n1 umount; "
                        + "partx --delete " + device + " 2>/dev/null || true; losetup --detach " + device);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void a_gpt_with_every_file_system_is_made_and_keeps_its_content(int sectorBytes) throws Exception {
        Clone clone = clone(gpt(), sectorBytes);

        write(clone);

        String table = Shell.run(dir, "sfdisk --verify " + device + "; sfdisk -d " + device);
        assertThat(table)
                .contains("No errors detected", "label: gpt", "sector-size: " + sectorBytes)
                .contains("21686148-6449-6E6F-744E-656564454649")
                .contains("uuid=00000000-0000-0001-0000-000000000003, name=\"root \\x22x\\x22\"");
        for (TargetVolume target : clone.volumes()) {
            assertThat(Shell.run(dir, "blkid -p -s UUID -o value " + target.device()))
                    .isEqualTo(target.volume().id());
        }
        assertThat(Shell.run(dir, "dumpe2fs -h " + device + "p3 2>/dev/null | grep features"))
                .doesNotContain("metadata_csum_seed", "orphan_file");
        List<String> before = content(clone);
        tools.runAll(MountCommands.sync(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.unmount(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.flush(clone.disks()));
        new MountStep(tools).run(clone);
        assertThat(content(clone)).isEqualTo(before).hasSizeGreaterThan(100);
        assertThat(Shell.run(dir, "grep -c ' btrfs .*subvol=/@' /proc/mounts")).isEqualTo("2");
    }

    @Test
    void an_mbr_on_large_sectors_is_made_in_their_unit() throws Exception {
        PartitionTable table =
                PartitionTable.parseDesc("linux 100\nextended fill\nlogical linux 50\nlogical linux fill");
        Volume root = volume("sda6", FileSystemType.EXT4, "/", 1);
        DrivePlan drive = new DrivePlan("sda", table, OptionalInt.of(1));

        Clone clone = clone(new DiskPlan(List.of(drive), List.of(), List.of(root)), 4096);
        write(clone);

        assertThat(Shell.run(dir, "sfdisk --verify " + device)).contains("No errors detected");
        assertThat(Shell.run(dir, "blockdev --getsize64 " + device + "p6"))
                .isEqualTo(Long.toString((1600 - 101 - 51 - 1) * (1L << 20)));
    }

    @Test
    void nothing_of_the_old_content_comes_back() throws Exception {
        Clone clone = clone(gpt(), 512);
        // a member of an array with its superblock at the end, a GPT with its copy there, and an LVM label
        Shell.run(
                dir,
                "printf 'label: gpt\\n2048,100M\\n,,\\n' | sfdisk -q " + device + "; partx --update --nr 1:2 " + device
                        + "; until [ -e " + device + "p2 ]; do :; done; mkfs.ext4 -q -F " + device + "p1;"
                        + "printf '\\xfc\\x4e\\x2b\\xa9' | dd of=" + device + "p2 bs=1 status=none conv=notrunc,fsync"
                        + " seek=$(( ($(blockdev --getsize64 " + device + "p2) / 65536 - 1) * 65536 ))");

        new PartitionStep(tools, Duration.ofSeconds(10)).run(clone);

        assertThat(Shell.run(dir, "for p in " + device + "p?; do wipefs --noheadings $p; done"))
                .isEmpty();
        assertThat(Shell.run(dir, "wipefs --noheadings --output TYPE " + device + " | sort | uniq -c"))
                .isEqualTo("1 PMBR\n      2 gpt");
    }

    @Test
    void a_file_system_that_the_kernel_does_not_know_is_refused_before_anything_is_written() throws Exception {
        Files.writeString(Files.createDirectories(dir.resolve("proc")).resolve("filesystems"), "nodev\tproc\n\text4\n");
        Clone clone = clone(gpt(), 512);
        Shell.run(dir, "echo 'label: gpt' | sfdisk -q " + device);

        assertThatThrownBy(() -> new PartitionStep(tools, Duration.ofSeconds(10), dir).run(clone))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("this machine's kernel has no btrfs, which the plan needs");
        assertThat(Shell.run(dir, "wipefs --noheadings " + device)).contains("gpt");
    }

    private void write(Clone clone) throws Exception {
        new PartitionStep(tools, Duration.ofSeconds(10)).run(clone);
        new FormatStep(tools).run(clone);
        new MountStep(tools).run(clone);
        for (String mountPoint : clone.plan().disks().mountPoints()) {
            TreeManifest.write(clone.file(mountPoint), true);
        }
    }

    private static List<String> content(Clone clone) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String mountPoint : clone.plan().disks().mountPoints()) {
            lines.addAll(TreeManifest.of(clone.file(mountPoint)));
        }
        return lines;
    }

    private Clone clone(DiskPlan plan, int sectorBytes) throws Exception {
        device = Shell.run(
                dir,
                "truncate -s " + SIZE.bytes() + " disk.img; losetup --partscan --sector-size " + sectorBytes
                        + " --find --show disk.img");
        NodeDisk disk =
                new NodeDisk(device.substring("/dev/".length()), "virtual/block", SIZE, sectorBytes, NodeDisk.Use.FREE);
        Clone clone = new Clone(
                Path.of("/"), Files.createDirectory(dir.resolve("disk")).toString());
        clone.take(
                new ClonePlan(
                        plan, new ContentPlan(List.of(), List.of()), new FinishPlan("", BootLoader.NONE), List.of()),
                Plans.disks(plan, disk));
        return clone;
    }

    private static DiskPlan gpt() {
        List<PartitionEntry> entries = List.of(
                entry(1, PartitionType.GPT_BIOS_BOOT, OptionalLong.of(1), "BIOS boot"),
                entry(2, PartitionType.GPT_ESP, OptionalLong.of(300), "EFI"),
                entry(3, PartitionType.GPT_LINUX, OptionalLong.of(200), "root \"x\""),
                entry(4, PartitionType.GPT_LINUX, OptionalLong.of(400), "data"),
                entry(5, PartitionType.GPT_SWAP, OptionalLong.of(40), "swap"),
                entry(6, PartitionType.GPT_LINUX, OptionalLong.of(100), "three"),
                entry(7, PartitionType.GPT_LINUX, OptionalLong.empty(), "btrfs"));
        Volume btrfs = new Volume(
                new DeviceName("sda7"),
                FileSystemType.BTRFS,
                Optional.empty(),
                "10000000-0000-4000-8000-000000000007",
                Optional.of("btr"),
                List.of(new Subvolume("@home", Optional.of("/home")), new Subvolume("@var/log", Optional.of("/log"))),
                OptionalLong.empty());
        List<Volume> volumes = List.of(
                volume("sda3", FileSystemType.EXT4, "/", 3),
                volume("sda4", FileSystemType.XFS, "/data", 4),
                volume("sda5", FileSystemType.SWAP, "", 5),
                volume("sda6", FileSystemType.EXT3, "/three", 6),
                btrfs);
        PartitionTable table = new PartitionTable(DiskLabel.GPT, entries);
        return new DiskPlan(List.of(new DrivePlan("sda", table, OptionalInt.empty())), List.of(), volumes);
    }

    private static PartitionEntry entry(int number, PartitionType type, OptionalLong mebibytes, String name) {
        return new PartitionEntry(
                number,
                PartitionEntry.Level.PRIMARY,
                type,
                mebibytes,
                Optional.of(name),
                Optional.of(new UUID(1, number)));
    }

    private static Volume volume(String device, FileSystemType type, String mountPoint, int id) {
        return new Volume(
                new DeviceName(device),
                type,
                Optional.of(mountPoint).filter(path -> !path.isEmpty()),
                "10000000-0000-4000-8000-00000000000" + id,
                Optional.of("label" + id));
    }
}
