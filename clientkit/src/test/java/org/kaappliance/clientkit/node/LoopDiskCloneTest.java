package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.golden.GoldenStream;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.StreamSource;

/** The real steps with the real tools on a loop device. Needs root. */
class LoopDiskCloneTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final String DESC = "swap 16\nlinux 120   # /\nextended fill\nlogical linux fill\n";

    @TempDir
    Path dir;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final TestReports reports = new TestReports();
    private LoopDisk loop;
    private Path golden;
    private ClonePlan plan;
    private CloneRequest request;

    @BeforeEach
    void buildGoldenSystem() throws Exception {
        // Shared, so that an unmount also reaches mount namespaces that others make meanwhile (ip netns exec does).
        Shell.run(dir, "mount --bind . . && mount --make-shared .");
        golden = GoldenTree.build(dir.resolve("golden"));
        loop = new LoopDisk(dir, ByteSize.ofMebibytes(300));
        request = new CloneRequest(
                golden, List.of(new DriveDescription("sda", DESC)), Set.of(), List.of("/var/cache"), BootLoader.GRUB);
        plan = ClonePlan.plan(request);
    }

    @AfterEach
    void detach() throws Exception {
        Shell.run(
                dir,
                "awk -v d=" + dir + "/ 'index($2, d) == 1 {print $2}' /proc/mounts | sort -r | xargs -r -n1 umount");
        if (loop != null) {
            loop.detach();
        }
        Shell.run(Path.of("/"), "! mountpoint -q " + dir + " || umount " + dir);
    }

    @Test
    void a_disk_becomes_the_golden_system() throws Exception {
        String before = GoldenTree.manifest(golden);

        assertThat(cloneWith(plan.encode("j1", List.of(MAC))))
                .as(String.join("\n", log))
                .isTrue();

        assertThat(reports.said)
                .endsWith("step BOOTLOADER", "step CHECK", "done")
                .noneMatch(s -> s.startsWith("failed"));
        assertThat(log)
                .anyMatch(line ->
                        line.matches("read again what was written last: [1-9]\\d\\d files, a stream of \\d{6,} bytes"));
        assertThat(partitionTable())
                .isEqualTo(List.of(
                        "1 : start=2048, size=32768, type=82",
                        "2 : start=34816, size=245760, type=83, bootable",
                        "3 : start=280576, size=333824, type=5",
                        "5 : start=282624, size=331776, type=83"));
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(loop.device() + " ", loop.device() + "p");
        for (Volume volume : plan.disks().volumes()) {
            assertThat(Shell.run(
                            dir,
                            "blkid -p -s UUID -o value " + loop.device() + "p"
                                    + volume.device().partition().orElseThrow().partition()))
                    .isEqualTo(volume.id());
        }
        assertBootCode();

        Path clone = mountAgain();
        assertThat(GoldenTree.manifest(clone)).isEqualTo(before);
        assertThat(clone.resolve("var/cache")).isEmptyDirectory();
        assertThat(Shell.run(clone, "stat -c '%a %u %g' var/cache")).isEqualTo("750 7 8");
        assertThat(Shell.run(clone, "stat -c %b home/sparse")).isIn("8", "16");
        String root = plan.disks().volumes().get(1).id();
        assertThat(Files.readString(clone.resolve("etc/fstab")))
                .contains("UUID=" + root + " / ext4 relatime 1 1\n", "proc /proc proc defaults 0 0\n")
                .doesNotContain("/dev/sda");
        assertThat(Files.readString(clone.resolve("boot/grub/grub.cfg")))
                .contains("linux /boot/vmlinuz-6.1.0-9 root=UUID=" + root + " ro console=ttyS0")
                .contains("initrd /boot/initrd.img-6.1.0-9");
        assertThat(Files.readString(clone.resolve("etc/hostname"))).isEqualTo("node7\n");
        assertThat(Files.readString(clone.resolve("etc/hosts"))).contains("127.0.1.1 node7.lan node7");
    }

    @Test
    void a_machine_that_is_not_named_keeps_its_disk() throws Exception {
        assertThat(cloneWith(plan.encode("j1", List.of(MacAddress.parse("52:54:00:77:00:02")))))
                .isFalse();

        assertThat(reports.said)
                .contains(
                        "failed DESCRIPTION: this machine (52:54:00:77:00:01) is not in the description: its disks stay as they are");
        assertThat(Shell.run(dir, "stat -c %b disk.img")).isEqualTo("0");
    }

    @Test
    void a_stream_that_is_not_a_tar_fails_and_leaves_nothing_that_boots() throws Exception {
        byte[] noise = "this is not a tar archive".repeat(1000).getBytes(StandardCharsets.UTF_8);

        assertThat(cloneWith(plan.encode("j1", List.of(MAC)), () -> new ByteArrayInputStream(noise)))
                .isFalse();

        assertThat(reports.said)
                .noneMatch("done"::equals)
                .last()
                .asString()
                .startsWith("failed RECEIVE: the stream is no tar archive: ");
        assertThat(mbr()).startsWith(new byte[440]);
    }

    private boolean cloneWith(byte[] order) throws Exception {
        return cloneWith(order, GoldenStream.of(request, plan, log::add));
    }

    private boolean cloneWith(byte[] order, StreamSource files) throws Exception {
        Sessions sessions = new TestSessions(
                Map.of("kainstall1-j1", () -> new ByteArrayInputStream(order), "kainstall2-j1", files));
        Machine machine = new TestMachine(List.of(loop.disk()), Optional.of("node7"));
        Tools tools = new Tools(List.of(), log::add);
        List<Step> steps = List.of(
                new DescriptionStep(sessions, "j1", MAC, machine),
                new PartitionStep(tools, Duration.ofSeconds(10)),
                new FormatStep(tools),
                new MountStep(tools),
                new ReceiveStep(sessions, "j1", tools, log::add),
                new VerifyStep(tools, log::add),
                new FinishStep(tools, machine),
                new BootLoaderStep(tools, machine, List.of("console=ttyS0"), log::add),
                new CheckStep(tools));
        return new NodeSequence(steps, reports, log::add, () -> false)
                .run(new Clone(Path.of("/"), dir.resolve("disk").toString()));
    }

    private List<String> partitionTable() throws IOException, InterruptedException {
        return Shell.run(dir, "sfdisk -d " + loop.device())
                .lines()
                .filter(line -> line.startsWith(loop.device()))
                .map(line -> line.substring((loop.device() + "p").length())
                        .replaceAll("= +", "=")
                        .replaceAll(" +:", " :"))
                .toList();
    }

    private void assertBootCode() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("/usr/lib/grub/i386-pc/boot.img"));
        byte[] mbr = mbr();
        assertThat(mbr).startsWith(image[0], image[1], image[2]);
        assertThat(new String(mbr, 0, 440, StandardCharsets.ISO_8859_1)).contains("GRUB ");
        assertThat(mbr).endsWith(0x55, 0xaa);
    }

    private byte[] mbr() throws IOException {
        try (var disk = Files.newInputStream(dir.resolve("disk.img"))) {
            return disk.readNBytes(512);
        }
    }

    private Path mountAgain() throws IOException, InterruptedException {
        Path clone = Files.createDirectory(dir.resolve("again"));
        Shell.run(dir, "mount -o ro %1$sp2 again; mount -o ro %1$sp5 again/home".formatted(loop.device()));
        return clone;
    }
}
