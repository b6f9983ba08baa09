package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.clientkit.golden.BootCode;
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
import org.kaappliance.clientkit.golden.TarCommand;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.clientkit.image.ImageSource;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.config.ByteSize;

/** Boot code and a partition of blocks beside a file system of files, by the steps of a node in their order, on a loop device. Needs root. */
class RawPartsTest {
    private static final ByteSize SIZE = ByteSize.ofMebibytes(120);
    private static final int RAW_BYTES = 24 << 20;

    @TempDir
    Path dir;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Tools tools = new Tools(List.of(), log::add);
    private final byte[] code = new byte[BootCode.BYTES];
    private LoopDisk loop;
    private Clone clone;

    @BeforeEach
    void buildGoldenSystem() throws Exception {
        Arrays.fill(code, (byte) 0xc3);
        Shell.run(
                dir,
                "mount --bind . . && mount --make-shared .; mkdir disk golden; echo file > golden/file; truncate -s "
                        + RAW_BYTES
                        + " raw; head -c 3000000 /dev/urandom | dd of=raw bs=1M seek=8 conv=notrunc status=none");
        loop = new LoopDisk(dir, SIZE);
    }

    @AfterEach
    void detach() throws Exception {
        Shell.run(dir, "! mountpoint -q disk || umount disk");
        loop.detach();
        Shell.run(Path.of("/"), "umount --lazy " + dir);
    }

    @ParameterizedTest
    @EnumSource(DiskLabel.class)
    void boot_code_stands_before_a_partition_table_that_is_whole(DiskLabel label) throws Exception {
        plan(label, Verify.FULL);

        new PartitionStep(tools, Duration.ofSeconds(10)).run(clone);

        try (RandomAccessFile disk = new RandomAccessFile(loop.device(), "r")) {
            byte[] sector = new byte[512];
            disk.readFully(sector);
            assertThat(Arrays.copyOf(sector, BootCode.BYTES)).isEqualTo(code);
            assertThat(sector).endsWith(0x55, 0xaa);
        }
        assertThat(Shell.run(dir, "sfdisk --verify " + loop.device())).contains("No errors detected");
        assertThat(Shell.run(dir, "sfdisk -d " + loop.device() + " | grep -c size="))
                .isEqualTo("2");
    }

    @Test
    void a_partition_of_blocks_is_received_behind_the_files_and_read_back_with_them() throws Exception {
        plan(DiskLabel.DOS, Verify.FULL);
        List<Step> steps = received();

        assertThat(new VerifyStep(tools, log::add).run(clone))
                .matches("verified 2 files, 5 bytes in .* s, and 1 copied as they are");
        assertThat(steps).extracting(Step::name).doesNotContain(NodeStep.VERIFY);
        assertThat(log).anyMatch(line -> line.equals(loop.device() + "p2 copied, " + RAW_BYTES + " bytes"));
        assertThat(Shell.run(dir, "cmp raw " + loop.device() + "p2 && echo same"))
                .isEqualTo("same");
    }

    @Test
    void one_wrong_byte_of_the_blocks_is_no_verified_disk() throws Exception {
        plan(DiskLabel.DOS, Verify.FULL);
        received();
        Shell.run(
                dir,
                "at=$(sfdisk -d disk.img | sed -n 's/^disk.img2 .*start= *\\([0-9]*\\),.*/\\1/p');"
                        + " printf 01234567 | dd of=disk.img bs=1 seek=$((at * 512 + 9000000)) conv=notrunc,fsync status=none");

        assertThatThrownBy(() -> new VerifyStep(tools, log::add).run(clone))
                .hasMessageMatching(
                        loop.device() + "p2 does not hold what was received: 1 of \\d+ groups of pieces are wrong, .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "btrfs"})
    void a_partition_that_is_mounted_to_be_written_is_not_copied(String type) throws Exception {
        Shell.run(dir, "mkfs." + type + " -q " + loop.device() + "; mount " + loop.device() + " disk");
        ImageSource source = new ImageSource(Path.of(loop.device()));

        assertThatThrownBy(source::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(loop.device() + " is mounted at " + dir.toRealPath() + "/disk")
                .hasMessageContaining("unmount it, or mount it read-only");
        Shell.run(dir, "umount disk");
        try (InputStream in = source.open()) {
            assertThat(in.read()).isNotNegative();
        }
    }

    @Test
    void without_verify_the_blocks_are_not_kept_in_mind() throws Exception {
        plan(DiskLabel.DOS, Verify.NONE);
        received();

        assertThat(clone.images()).isEmpty();
        assertThat(new VerifyStep(tools, log::add).run(clone)).isEqualTo("not verified: --verify none");
    }

    private List<Step> received() throws Exception {
        List<String> tar = TarCommand.of(dir.resolve("golden"), List.of("/"), List.of(), false);
        Sessions sessions = new TestSessions(Map.of(
                "kainstall2-j1",
                () -> new ProcessBuilder(tar).start().getInputStream(),
                "kaimage1-j1",
                new ImageSource(dir.resolve("raw"))));
        List<Step> steps = List.of(
                new PartitionStep(tools, Duration.ofSeconds(10)),
                new FormatStep(tools),
                new MountStep(tools),
                new ReceiveStep(sessions, "j1", tools, log::add),
                new RawCopyStep(sessions, "j1", log::add));
        for (Step step : steps) {
            step.run(clone);
        }
        return steps;
    }

    private void plan(DiskLabel label, Verify verify) throws Exception {
        PartitionType type = label == DiskLabel.GPT ? PartitionType.GPT_LINUX : PartitionType.LINUX;
        PartitionTable table = new PartitionTable(
                label, List.of(entry(1, type, OptionalLong.of(60)), entry(2, type, OptionalLong.of(RAW_BYTES >> 20))));
        Volume root = new Volume(
                new DeviceName("sda1"),
                FileSystemType.EXT4,
                Optional.of("/"),
                "10000000-0000-4000-8000-000000000001",
                Optional.empty());
        DiskPlan disks =
                new DiskPlan(List.of(new DrivePlan("sda", table, OptionalInt.empty())), List.of(), List.of(root));
        ContentPlan content = new ContentPlan(
                List.of(), List.of(), List.of(BootCode.of("sda", code)), List.of(new DeviceName("sda2")), verify);
        clone = new Clone(Path.of("/"), dir.resolve("disk").toString());
        clone.take(
                new ClonePlan(disks, content, new FinishPlan("", BootLoader.NONE), List.of()),
                Plans.disks(disks, loop.disk()));
    }

    private static PartitionEntry entry(int number, PartitionType type, OptionalLong mebibytes) {
        return new PartitionEntry(
                number, PartitionEntry.Level.PRIMARY, type, mebibytes, Optional.empty(), Optional.empty());
    }
}
