package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.RawParts;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.image.AttachedImage;
import org.kaappliance.clientkit.image.DiskImageSource;
import org.kaappliance.clientkit.image.DiskMap;
import org.kaappliance.clientkit.image.ImagePartSource;
import org.kaappliance.clientkit.image.UsedBlocks;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.MacAddress;

/** Disk images written onto whole disks by the real steps. Needs root, partclone, ntfs-3g and qemu-utils. */
class WholeDiskTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final String GPT =
            "label: gpt\\nsize=20M,type=U\\nsize=60M,type=linux\\nsize=30M\\nsize=8M,type=swap\\nsize=2M\\n";
    private static final String MBR =
            "label: dos\\nsize=30M,type=7,bootable\\nsize=20M,type=c\\nsize=72M,type=5\\n5: size=60M,type=83\\n6: size=8M,type=82\\n";

    @TempDir
    Path dir;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final TestReports reports = new TestReports();
    private LoopDisk loop;

    @AfterEach
    void detach() throws Exception {
        if (loop != null) {
            loop.detach();
        }
    }

    @Test
    void a_gpt_disk_arrives_on_a_larger_one_with_its_used_blocks_and_its_table_at_both_ends() throws Exception {
        image("golden.img", GPT, 200, 512, "vfat", "ext4", "ntfs", "swap", "noise");

        ClonePlan plan = plan(dir.resolve("golden.img"));
        assertThat(cloneOnto(dir.resolve("golden.img"), plan, 300))
                .as(String.join("\n", log))
                .isTrue();

        assertSameUsedBlocks(dir.resolve("golden.img"));
        assertThat(reports.said).endsWith("done").contains("step RECEIVE");
        assertThat(log).anyMatch(line -> line.matches(loop.device() + " copied, \\d+ bytes"));
        assertThat(log).contains("verified 1 copied as they are; no files");
        assertThat(written()).isBetween(20L << 20, 60L << 20);
        assertThat(table("disk.img")).isEqualTo(table("golden.img"));
        assertThat(Shell.run(dir, "sfdisk --verify disk.img 2>&1")).contains("No errors detected");
        assertThat(Shell.run(dir, "sfdisk -d disk.img")).contains("last-lba: " + (300 * 2048 - 34));
        assertThat(Shell.run(
                        dir,
                        "dd if=/dev/zero of=disk.img bs=512 seek=1 count=1 conv=notrunc status=none;"
                                + " sfdisk -d disk.img 2>&1 | grep -c start="))
                .as("the copy at the end is a table of its own")
                .isEqualTo("5");
        assertFileSystems(2, 3, 1);
    }

    @Test
    void an_mbr_disk_with_logical_partitions_arrives_on_a_smaller_one_that_has_room_for_them() throws Exception {
        image("golden.img", MBR, 200, 512, "ntfs", "vfat", "", "", "ext4", "swap");
        Shell.run(
                dir,
                "printf BOOT | dd of=golden.img conv=notrunc status=none;"
                        + " printf GAP | dd of=golden.img bs=1 seek=900000 conv=notrunc status=none");

        ClonePlan plan = plan(dir.resolve("golden.img"));
        assertThat(cloneOnto(dir.resolve("golden.img"), plan, 130))
                .as(String.join("\n", log))
                .isTrue();

        assertSameUsedBlocks(dir.resolve("golden.img"));
        assertThat(table("disk.img")).isEqualTo(table("golden.img"));
        assertThat(Shell.run(dir, "head -c 4 disk.img; dd if=disk.img bs=1 skip=900000 count=3 status=none"))
                .isEqualTo("BOOTGAP");
        assertFileSystems(5, 1, 2);
    }

    @Test
    void the_header_of_an_old_gpt_on_an_mbr_disk_is_nothing_but_bytes() throws Exception {
        image("golden.img", GPT, 200, 512, "", "", "", "", "");
        Shell.run(dir, "dd if=golden.img of=header bs=512 skip=1 count=33 status=none; rm golden.img");
        image("golden.img", MBR, 200, 512, "ntfs", "vfat", "", "", "ext4", "swap");
        Shell.run(dir, "dd if=header of=golden.img bs=512 seek=1 conv=notrunc status=none");

        assertThat(cloneOnto(dir.resolve("golden.img"), plan(dir.resolve("golden.img")), 130))
                .as(String.join("\n", log))
                .isTrue();

        assertThat(table("disk.img")).isEqualTo(table("golden.img"));
        assertThat(Shell.run(dir, "cmp --ignore-initial 512 --bytes 16896 golden.img disk.img && echo same"))
                .isEqualTo("same");
        assertThat(Shell.run(dir, "tail -c 16896 disk.img | tr -d '\\0' | wc -c"))
                .as("no copy at the end")
                .isEqualTo("0");
        Shell.run(dir, "printf X | dd of=golden.img bs=1 seek=530 conv=notrunc status=none");
        assertThat(new DiskImageSource(dir.resolve("golden.img")).map().neededBytes())
                .as("nor is one that is damaged refused")
                .isLessThan(130L << 20);
    }

    @Test
    void a_disk_with_sectors_of_4096_bytes_arrives_with_its_table() throws Exception {
        image("golden.img", GPT, 200, 4096, "vfat", "ext4", "noise", "swap", "");

        assertThat(cloneOnto(dir.resolve("golden.img"), plan(dir.resolve("golden.img")), 260, 4096))
                .as(String.join("\n", log))
                .isTrue();

        assertSameUsedBlocks(dir.resolve("golden.img"));
        assertThat(Shell.run(dir, "sfdisk --verify " + loop.device() + " 2>&1")).contains("No errors detected");
    }

    @Test
    void an_image_of_qemu_arrives_as_what_is_in_it() throws Exception {
        image("raw.img", MBR, 200, 512, "ntfs", "vfat", "", "", "ext4", "swap");
        Shell.run(dir, "qemu-img convert -O qcow2 raw.img 'my, golden.qcow2'");

        Path image = dir.resolve("my, golden.qcow2");
        assertThat(cloneOnto(image, plan(image), 220))
                .as(String.join("\n", log))
                .isTrue();

        assertSameUsedBlocks(dir.resolve("raw.img"));
        assertFileSystems(5, 1, 2);
        assertThatThrownBy(() -> plan(Path.of(Shell.run(dir, "cp *.qcow2 other.img; realpath other.img"))))
                .hasMessageContaining("other.img looks like qcow2")
                .hasMessageContaining("qemu-img convert -f qcow2 -O raw");
    }

    @Test
    void a_disk_that_is_too_small_or_has_other_sectors_is_refused_before_the_first_write() throws Exception {
        image("golden.img", GPT, 200, 512, "vfat", "ext4", "", "", "");
        ClonePlan plan = plan(dir.resolve("golden.img"));

        assertThat(cloneOnto(dir.resolve("golden.img"), plan, 121)).isFalse();

        assertThat(reports.said.get(reports.said.size() - 1))
                .startsWith("failed DESCRIPTION: drive sda: the image needs ")
                .contains(" bytes, the disk has " + (121L << 20));
        assertThat(Shell.run(dir, "stat -c %b disk.img")).isEqualTo("0");
        loop.detach();
        assertThat(cloneOnto(dir.resolve("golden.img"), plan, 300, 4096)).isFalse();
        assertThat(reports.said.get(reports.said.size() - 1))
                .contains("sectors of 512 bytes, the disk has sectors of 4096");
        assertThat(Shell.run(dir, "stat -c %b disk.img")).isEqualTo("0");
    }

    @Test
    void a_stream_that_ends_in_the_middle_leaves_a_disk_without_a_table() throws Exception {
        image("golden.img", GPT, 200, 512, "vfat", "ext4", "ntfs", "", "");
        ClonePlan plan = plan(dir.resolve("golden.img"));
        byte[] stream;
        try (var in = new DiskImageSource(dir.resolve("golden.img")).open()) {
            stream = in.readAllBytes();
        }

        assertThat(run(
                        plan,
                        Map.of("kaimage1-j1", () -> new ByteArrayInputStream(stream, 0, stream.length - 1000)),
                        300,
                        512))
                .isFalse();

        assertThat(reports.said.get(reports.said.size() - 1)).contains("the image is cut");
        assertThat(Shell.run(dir, "head -c 65536 disk.img | tr -d '\\0' | wc -c"))
                .isEqualTo("0");
    }

    @Test
    void what_cannot_be_copied_is_said_before_anything_is_armed() throws Exception {
        image("golden.img", GPT, 200, 512, "", "", "", "", "");
        Shell.run(dir, "printf X | dd of=golden.img bs=1 seek=1030 conv=notrunc status=none");
        assertThatThrownBy(() -> plan(dir.resolve("golden.img"))).hasMessageContaining("the GPT is damaged");
        assertThatThrownBy(() -> plan(dir.resolve("none.img")))
                .hasMessageContaining("there is no " + dir.resolve("none.img"));

        image("used.img", GPT, 200, 512, "", "ext4", "", "", "");
        try (AttachedImage used = AttachedImage.of(dir.resolve("used.img"))) {
            Shell.run(dir, "mkdir -p mnt; mount -o ro " + used.device() + "p2 mnt");
            try {
                assertThatThrownBy(() -> plan(used.device())).hasMessageContaining(" is in use (" + dir.resolve("mnt"));
            } finally {
                Shell.run(dir, "umount mnt");
            }
        }
    }

    @Test
    void nothing_stays_behind_when_the_one_who_attached_it_is_killed() throws Exception {
        image("golden.img", GPT, 200, 512, "vfat", "ext4", "ntfs", "", "");
        String held;
        try (AttachedImage image = AttachedImage.of(dir.resolve("golden.img"))) {
            held = image.device().toString();
            assertThat(Shell.run(dir, "losetup --noheadings --output BACK-FILE " + held))
                    .endsWith("golden.img");
            assertThat(Shell.run(dir, "ls " + held + "p*").lines()).hasSize(5);
        }
        assertThat(Shell.run(dir, "losetup --list --noheadings --output BACK-FILE"))
                .doesNotContain(dir.toString());
    }

    @Test
    void nothing_stays_attached_or_open_when_a_file_system_cannot_be_read() throws Exception {
        image("golden.img", GPT, 200, 512, "vfat", "ext4", "", "", "");
        try (AttachedImage image = AttachedImage.of(dir.resolve("golden.img"))) {
            assertThat(image.partition(2)).exists();
        }
        long start = Long.parseLong(Shell.run(dir, "partx --raw --noheadings --nr 2 --output START golden.img"));
        Shell.run( // of ext4's superblock: not cleanly unmounted, with errors
                dir,
                "printf '\\002' | dd of=golden.img bs=1 seek=" + (start * 512 + 1024 + 0x3a)
                        + " conv=notrunc status=none");

        List<String> before = openLoopDevices();

        assertThatThrownBy(() -> new ImagePartSource(dir.resolve("golden.img"), 2).open())
                .hasMessageContaining("partclone");
        assertThatThrownBy(() -> new DiskImageSource(dir.resolve("golden.img")).open())
                .hasMessageContaining("partclone");

        assertThat(Shell.run(dir, "losetup --list --noheadings --output BACK-FILE"))
                .doesNotContain(dir.toString());
        assertThat(openLoopDevices()).containsExactlyInAnyOrderElementsOf(before);
    }

    /** Of this process: other tests may have left theirs to the garbage collector. */
    private List<String> openLoopDevices() throws Exception {
        return Shell.run(dir, "ls -l /proc/" + ProcessHandle.current().pid() + "/fd")
                .lines()
                .filter(line -> line.contains("/dev/loop"))
                .map(line -> line.replaceFirst(".* (\\d+ -> )", "$1"))
                .toList();
    }

    private ClonePlan plan(Path image) throws Exception {
        CloneRequest request = new CloneRequest(
                Path.of("/"),
                List.of(),
                Set.of(),
                List.of(),
                BootLoader.AUTO,
                new RawParts(
                        List.of(), List.of(), List.of(), List.of(new RawParts.Image(new DeviceName("sda"), image))),
                Verify.FULL);
        ClonePlan plan = ClonePlan.plan(request);
        assertThat(plan.summary())
                .contains("+ An image becomes sda", "+ Bootloader is: none")
                .anyMatch(line -> line.startsWith("! no files are copied, and nothing is changed on the disks"));
        return ClonePlan.decode(plan.encode("j1", List.of(MAC))).plan();
    }

    private boolean cloneOnto(Path image, ClonePlan plan, int mebibytes) throws Exception {
        return cloneOnto(image, plan, mebibytes, 512);
    }

    private boolean cloneOnto(Path image, ClonePlan plan, int mebibytes, int sectorBytes) throws Exception {
        return run(plan, Map.of("kaimage1-j1", new DiskImageSource(image)), mebibytes, sectorBytes);
    }

    private boolean run(
            ClonePlan plan, Map<String, org.kaappliance.relay.StreamSource> streams, int mebibytes, int sectorBytes)
            throws Exception {
        Shell.run(dir, "rm -f disk.img");
        loop = new LoopDisk(dir, ByteSize.ofMebibytes(mebibytes), sectorBytes);
        Map<String, org.kaappliance.relay.StreamSource> sources = new java.util.HashMap<>(streams);
        sources.put("kainstall1-j1", () -> new ByteArrayInputStream(plan.encode("j1", List.of(MAC))));
        Sessions sessions = new TestSessions(sources);
        Machine machine = new TestMachine(List.of(loop.disk()), Optional.of("node7"));
        Tools tools = new Tools(List.of(), log::add);
        List<Step> steps = List.of(
                new DescriptionStep(sessions, "j1", MAC, machine),
                new PartitionStep(tools, Duration.ofSeconds(10)),
                new FormatStep(tools),
                new MountStep(tools),
                new ReceiveStep(sessions, "j1", tools, log::add),
                new RawCopyStep(sessions, "j1", log::add),
                new VerifyStep(tools, log::add),
                new FinishStep(tools, machine),
                new BootLoaderStep(tools, machine, List.of(), log::add),
                new CheckStep(tools));
        return new NodeSequence(steps, reports, log::add, () -> false)
                .run(new Clone(Path.of("/"), dir.resolve("disk").toString()));
    }

    /** A partitioned image with data in each partition; what is between and behind them is noise. */
    private void image(String name, String table, int mebibytes, int sectorBytes, String... contents) throws Exception {
        Shell.run(dir, "head -c 2000000 /dev/urandom > data; truncate -s " + mebibytes + "M " + name);
        String device = Shell.run(dir, "losetup --sector-size " + sectorBytes + " --find --show " + name);
        try {
            Shell.run(dir, "printf '" + table + "' | sfdisk -q " + device + "; partx --update --nr 1:9 " + device);
            for (int i = 0; i < contents.length; i++) {
                String part = device + "p" + (i + 1);
                Shell.run(
                        dir,
                        switch (contents[i]) {
                            case "vfat" ->
                                "mkfs.vfat -S " + sectorBytes + " " + part + " && mcopy -i " + part + " data ::data";
                            case "ext4" -> "mkdir -p tree; cp data tree; mkfs.ext4 -q -F -d tree " + part;
                            case "ntfs" -> "mkntfs -Q -F -q " + part + "; ntfscp -q " + part + " data data";
                            case "swap" -> "mkswap -q " + part;
                            case "noise" -> "cat data > " + part + " 2>/dev/null || true";
                            default -> "true";
                        });
            }
        } finally {
            Shell.run(dir, "partx --delete " + device + " 2>/dev/null || true; losetup --detach " + device);
        }
    }

    private void assertSameUsedBlocks(Path golden) throws Exception {
        DiskMap map = new DiskImageSource(golden).map();
        assertThat(map.usedBytes()).isLessThan(map.neededBytes() / 2);
        try (RandomAccessFile before = new RandomAccessFile(golden.toFile(), "r");
                RandomAccessFile after =
                        new RandomAccessFile(dir.resolve("disk.img").toFile(), "r")) {
            for (UsedBlocks.Extent extent : map.used().subList(1, map.used().size())) {
                assertThat(Arrays.equals(read(before, extent), read(after, extent)))
                        .as(extent.toString())
                        .isTrue();
            }
        }
    }

    private static byte[] read(RandomAccessFile file, UsedBlocks.Extent extent) throws Exception {
        byte[] bytes = new byte[(int) extent.length()];
        file.seek(extent.offset());
        file.readFully(bytes);
        return bytes;
    }

    private void assertFileSystems(int ext4, int ntfs, int vfat) throws Exception {
        try (AttachedImage copy = AttachedImage.of(dir.resolve("disk.img"))) {
            String device = copy.device().toString();
            assertThat(Shell.run(
                            dir,
                            "e2fsck -fn " + device + "p" + ext4 + " >/dev/null 2>&1; debugfs -R 'cat data' "
                                    + device + "p" + ext4 + " 2>/dev/null | cmp - data; ntfscat " + device + "p" + ntfs
                                    + " data | cmp - data; mtype -i " + device + "p" + vfat
                                    + " ::data 2>/dev/null | cmp - data; echo same"))
                    .isEqualTo("same");
        }
    }

    private String table(String image) throws Exception {
        return Shell.run(dir, "partx --raw --noheadings --output NR,START,SECTORS,TYPE,UUID,FLAGS " + image);
    }

    private long written() {
        return log.stream()
                .filter(line -> line.contains(" copied, "))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".* copied, (\\d+) bytes.*", "$1")))
                .sum();
    }
}
