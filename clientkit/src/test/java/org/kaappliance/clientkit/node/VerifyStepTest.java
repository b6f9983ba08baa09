package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.ContentPlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.TarCommand;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.config.ByteSize;
import org.kaappliance.relay.StreamSource;

/** A disk that does not hold what it was given, in every way that can be told. Needs root. */
class VerifyStepTest {
    private static final ByteSize SIZE = ByteSize.ofMebibytes(120);

    @TempDir
    Path dir;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final Tools tools = new Tools(List.of(), said::add);
    private String device = "";
    private NodeDisk disk;
    private Clone clone;
    private List<String> excluded = List.of();

    @BeforeEach
    void receiveGoldenSystem() throws Exception {
        Shell.run(dir, "mount --bind . . && mount --make-shared .; mkdir disk");
        GoldenTree.build(dir.resolve("golden"));
        Shell.run(
                dir,
                "truncate -s " + SIZE.bytes() + " image; printf 'label: dos\nstart=2048,type=83\n' | sfdisk -q image");
        device = Shell.run(dir, "losetup --partscan --find --show image");
        Shell.run(
                dir,
                "partx --update %1$s; until [ -e %1$sp1 ]; do :; done; mkfs.ext4 -q -F -b 4096 %1$sp1; mount %1$sp1 disk"
                        .formatted(device));
        disk = new NodeDisk(device.substring("/dev/".length()), "virtual", SIZE, 512, NodeDisk.Use.FREE);
    }

    @AfterEach
    void detach() throws Exception {
        Shell.run(dir, "! mountpoint -q disk || umount disk; losetup --detach '" + device + "'");
        Shell.run(
                Path.of("/"), "umount --lazy " + dir); // a loop device lets go of its file some time after it was told
    }

    @Test
    void a_disk_that_holds_everything_is_verified() throws Exception {
        receive(Verify.FULL);

        assertThat(verify()).matches("verified \\d+ files, \\d+ bytes in .* s");
        assertThat(clone.manifest().orElseThrow().file()).doesNotExist();
    }

    @Test
    void one_wrong_byte_on_the_disk_is_found_although_the_kernel_remembers_the_right_one() throws Exception {
        receive(Verify.FULL);
        damageBehindTheFileSystem("home/user/data", 700);

        assertThat(Shell.run(dir, "cmp disk/home/user/data golden/home/user/data && echo same"))
                .isEqualTo("same");
        assertThatThrownBy(this::verify)
                .hasMessageMatching(
                        "the disk does not hold what was received: 1 of \\d+ files are wrong: \\./home/user/data \\(content\\)");
    }

    @Test
    void a_block_that_never_reached_the_disk_is_found_in_the_last_part_of_a_sparse_file() throws Exception {
        receive(Verify.FULL);
        damageBehindTheFileSystem("home/sparse", 2929);

        assertThatThrownBy(this::verify)
                .hasMessageEndingWith(": 1 of " + entries() + " files are wrong: ./home/sparse (content)");
    }

    @Test
    void everything_else_that_can_be_wrong_is_named() throws Exception {
        receive(Verify.FULL);
        Map<String, String> damage = Map.of(
                "cp -p home/three home/copy; mv home/copy home/three",
                        "./home/three (a file of its own in place of a hard link)",
                "chmod 755 usr/bin/suid", "./usr/bin/suid (mode 755 in place of 4755)",
                "setfattr -n user.note -v other home/user/one", "./home/user/one (extended attributes)",
                "setfacl -k home/user/private", "./home/user/private (extended attributes)",
                "setfattr -x security.capability boot/vmlinuz-6.1.0-9", "./boot/vmlinuz-6.1.0-9 (extended attributes)",
                "chown -h 1:1 home/relative", "./home/relative (owner 1:1 in place of 4321:8765)",
                "rm dev/null; mknod -m 666 dev/null c 1 5; touch -r dev/disk dev", "./dev/null (device number)",
                "ln -sfn /elsewhere etc/dangling", "./etc/dangling (link target)",
                "rm home/fifo; touch home/fifo", "./home/fifo (a file of its own in place of a FIFO)",
                "truncate -s -1 boot/initrd.img-6.1.0-9", "./boot/initrd.img-6.1.0-9 (size 99999 in place of 100000)");
        Shell.run(dir.resolve("disk"), String.join("\n", damage.keySet()));

        assertThat(found()).containsAll(damage.values());
    }

    @Test
    void a_file_that_is_missing_and_one_that_was_never_sent_are_named() throws Exception {
        receive(Verify.FULL);
        Shell.run(
                dir.resolve("disk"),
                "rm home/back*; touch etc/surplus; touch -r ../golden/etc etc; touch -r ../golden/home home");

        assertThat(found()).containsExactlyInAnyOrder("./home/back\\\\slash (missing)", "./etc/surplus (was not sent)");
    }

    @Test
    void a_sample_finds_missing_files_and_wrong_modes_without_reading_all_content() throws Exception {
        receive(Verify.SAMPLE);
        Shell.run(dir.resolve("disk"), "rm boot/vmlinuz*; chmod 700 home; touch -r ../golden/boot boot");

        assertThat(found())
                .containsExactlyInAnyOrder("./boot/vmlinuz-6.1.0-9 (missing)", "./home (mode 700 in place of 755)");
    }

    @Test
    void what_tar_finds_hard_arrives_and_is_verified() throws Exception {
        Shell.run(
                dir.resolve("golden"),
                "truncate -s 9G home/huge; printf end | dd of=home/huge bs=1 seek=9663676000 conv=notrunc status=none;"
                        + " chown 4294967294:3000000000 home/huge; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"home/socket\")';"
                        + " setfattr -n user.cache -v kept var/cache; setfacl -m u:1234:rx var/cache; touch -d 1999-01-01 var/cache");
        excluded = List.of("/var/cache");

        receive(Verify.FULL);

        assertThat(verify()).startsWith("verified ");
        assertThat(Shell.run(
                        dir.resolve("disk"),
                        "stat -c '%s %u %g' home/huge; dd if=home/huge bs=1 skip=9663676000 count=3 status=none"))
                .isEqualTo("9663676416 4294967294 3000000000\nend");
        assertThat(Shell.run(dir.resolve("disk"), "du -k home/huge | cut -f1")).isIn("4", "8");
        assertThat(dir.resolve("disk/home/socket")).doesNotExist();
        assertThat(
                        Shell.run(
                                dir,
                                "for d in golden disk; do (cd $d; stat -c '%a %u %g %Y' var/cache; getfattr -d -m- -e hex var/cache); done | sort | uniq -c | awk 'NF > 1 && $1 != 2'"))
                .isEmpty();
        assertThat(dir.resolve("disk/var/cache")).isEmptyDirectory();
    }

    @Test
    void without_verify_nothing_is_kept() throws Exception {
        receive(Verify.NONE);

        assertThat(verify()).isEqualTo("not verified: --verify none");
    }

    private List<String> found() {
        try {
            verify();
            return List.of();
        } catch (Exception e) {
            return List.of(
                    e.getMessage().replaceFirst(".* files are wrong: ", "").split(", "));
        }
    }

    private String verify() throws Exception {
        return new VerifyStep(tools, said::add, 100).run(clone);
    }

    private long entries() {
        return clone.manifest().orElseThrow().entries();
    }

    private void receive(Verify verify) throws Exception {
        ClonePlan seed = Plans.seed();
        Volume root = seed.disks().volumes().get(1);
        Volume only =
                new Volume(new DeviceName("sda1"), FileSystemType.EXT4, root.mountPoint(), root.id(), root.label());
        DrivePlan drive = new DrivePlan("sda", PartitionTable.parseDesc("linux fill"), OptionalInt.empty());
        DiskPlan disks = new DiskPlan(List.of(drive), List.of(), List.of(only));
        clone = new Clone(Path.of("/"), dir.resolve("disk").toString());
        clone.take(
                new ClonePlan(disks, new ContentPlan(List.of(), List.of(), verify), seed.finish(), List.of()),
                Plans.disks(disks, disk));
        Sessions sessions = new TestSessions(Map.of("kainstall2-j1", tar()));
        new ReceiveStep(sessions, "j1", tools, said::add).run(clone);
    }

    private StreamSource tar() throws Exception {
        List<String> command = TarCommand.of(dir.resolve("golden"), List.of("/"), excluded, false);
        return () -> new ProcessBuilder(command).start().getInputStream();
    }

    /** Where a cable, a controller or a cell does it: below everything that the kernel could know. @param block of 4096 bytes */
    private void damageBehindTheFileSystem(String file, int block) throws Exception {
        String at = Shell.run(
                dir,
                "sync -f disk; filefrag -b4096 -v disk/%s | awk -F'[ .:]+' -v b=%d '$2 ~ /^[0-9]+$/ && b >= $3 && b <= $4 {print $5 + b - $3}'"
                        .formatted(file, block));
        assertThat(at).matches("\\d+");
        long offset = 2048 * 512L + Long.parseLong(at) * 4096;
        Shell.run(
                dir,
                "before=$(dd if=image bs=1 skip=%1$d count=1 status=none | od -An -tu1); printf \"\\\\$(printf %%o $((before ^ 16)))\" | dd of=image bs=1 seek=%1$d conv=notrunc,fsync status=none"
                        .formatted(offset + 17));
        assertThat(Files.size(dir.resolve("image"))).isEqualTo(SIZE.bytes());
    }
}
