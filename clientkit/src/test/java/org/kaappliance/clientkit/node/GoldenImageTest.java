package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.golden.ImageGolden;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.RawParts;
import org.kaappliance.clientkit.golden.Verify;

/** The Linux system in a disk image as the golden one. Needs root, and qemu-utils. */
class GoldenImageTest {
    @TempDir
    Path dir;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final ImageGolden images = new ImageGolden();
    private String device = "";

    @AfterEach
    void detach() throws Exception {
        Shell.run(
                dir,
                "awk -v d=" + dir + "/ 'index($2, d) == 1 {print $2}' /proc/mounts | sort -r | xargs -r -n1 umount;"
                        + " [ -z '" + device + "' ] || { partx --delete " + device + " || true; losetup --detach "
                        + device + "; }");
        assertThat(Shell.run(dir, "losetup --list --noheadings --output BACK-FILE"))
                .as("nothing is left attached")
                .doesNotContain(dir.toString());
    }

    @Test
    void its_disk_is_described_as_it_is_and_its_files_are_those_in_it() throws Exception {
        ext4Image();
        Path golden = dir.resolve("tree");

        CloneRequest request = request(dir.resolve("golden.img"), RawParts.NONE);
        ClonePlan plan = images.plan(request);

        assertThat(plan.summary())
                .contains(
                        "     sda",
                        "+ Included mount points : / /home",
                        "    Added partition 1 : type 82",
                        "    Added partition 2 : type 83")
                .anyMatch(line -> line.matches(" {5}/dev/sda2 / ext4, \\d+ MiB used"))
                .anyMatch(line -> line.matches(" {5}/dev/sda5 /home ext4, \\d+ MiB used"));
        assertThat(plan.finish().fstab()).contains("UUID=").doesNotContain("/dev/sda");
        assertThat(ClonePlan.decode(
                                plan.encode("1", List.of(org.kaappliance.config.MacAddress.parse("52:54:00:77:00:01"))))
                        .plan()
                        .disks())
                .isEqualTo(plan.disks());
        unpack(request, plan);
        assertThat(GoldenTree.manifest(dir.resolve("copy"))).isEqualTo(GoldenTree.manifest(golden));
        assertThat(warnings).isEmpty();
    }

    @Test
    void a_partition_of_it_and_its_boot_code_are_copied_as_they_are() throws Exception {
        ext4Image();
        CloneRequest request = request(
                dir.resolve("golden.img"), new RawParts(List.of("sda"), List.of(), List.of(new DeviceName("sda6"))));

        ClonePlan plan = images.plan(request);

        assertThat(new String(
                        plan.content().bootCode().get(0).bytes(), 0, 4, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("BOOT");
        try (InputStream in =
                images.blocks(request, plan, new DeviceName("sda6")).open()) {
            assertThat(in.readAllBytes()).hasSizeGreaterThan(2 << 20);
        }
        assertThatThrownBy(() -> images.plan(request(
                        dir.resolve("golden.img"), new RawParts(List.of(), List.of(), List.of(new DeviceName("sda"))))))
                .hasMessageContaining("--image sda=FILE");
    }

    @Test
    void an_image_of_qemu_is_read_as_what_is_in_it() throws Exception {
        ext4Image();
        Shell.run(dir, "qemu-img convert -O qcow2 golden.img golden.qcow2; rm golden.img");
        CloneRequest request = request(dir.resolve("golden.qcow2"), RawParts.NONE);

        ClonePlan plan = images.plan(request);

        assertThat(plan.summary()).contains("+ Included mount points : / /home");
        unpack(request, plan);
        assertThat(GoldenTree.manifest(dir.resolve("copy"))).isEqualTo(GoldenTree.manifest(dir.resolve("tree")));
    }

    @Test
    void a_root_that_is_a_subvolume_is_found_with_the_others() throws Exception {
        attach("golden.img", "label: gpt\\nsize=200M\\nsize=330M\\n", 540);
        Shell.run(
                dir,
                "mkfs.btrfs -q -f " + device + "p1; mkfs.xfs -q -f " + device + "p2; mkdir -p top;"
                        + " mount " + device
                        + "p1 top; btrfs -q subvolume create top/@ >/dev/null; btrfs -q subvolume create top/@var >/dev/null;"
                        + " mkdir -p top/@/etc top/@/boot top/@/var top/@/srv; echo kernel > top/@/boot/vmlinuz-6; echo v > top/@var/v;"
                        + " printf 'UUID=%s / btrfs subvol=@ 0 0\\nUUID=%s /var btrfs subvol=@var 0 0\\nUUID=%s /srv xfs defaults 0 0\\n'"
                        + " $(blkid -s UUID -o value " + device + "p1) $(blkid -s UUID -o value " + device + "p1)"
                        + " $(blkid -s UUID -o value " + device + "p2) > top/@/etc/fstab; umount top;"
                        + " mount " + device + "p2 top; echo s > top/s; umount top");
        release();
        CloneRequest request = request(dir.resolve("golden.img"), RawParts.NONE);

        ClonePlan plan = images.plan(request);

        assertThat(plan.summary())
                .contains(
                        "         subvolume @ /",
                        "         subvolume @var /var",
                        "+ Included mount points : / /srv /var");
        unpack(request, plan);
        assertThat(Shell.run(dir.resolve("copy"), "cat boot/vmlinuz-6 var/v srv/s"))
                .isEqualTo("kernel\nv\ns");
    }

    @Test
    void what_is_no_linux_system_is_said_with_what_to_do() throws Exception {
        attach("golden.img", "label: gpt\\nsize=20M\\n", 40);
        Shell.run(dir, "mkntfs -Q -F -q " + device + "p1");
        release();

        assertThatThrownBy(() -> images.plan(request(dir.resolve("golden.img"), RawParts.NONE)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("no Linux system is found in " + dir.resolve("golden.img"))
                .hasMessageContaining("--image DRIVE=");
    }

    @Test
    void a_reader_that_goes_away_in_the_middle_leaves_nothing_attached() throws Exception {
        ext4Image();
        CloneRequest request = request(dir.resolve("golden.img"), RawParts.NONE);
        ClonePlan plan = images.plan(request);

        try (InputStream in = images.files(request, plan, warnings::add).open()) {
            assertThat(in.readNBytes(100_000)).hasSize(100_000);
            assertThat(Shell.run(dir, "losetup --list --noheadings --output BACK-FILE"))
                    .contains(dir + "/golden.img");
        }
    }

    /** The golden tree on two partitions, with one that nothing mounts. */
    private void ext4Image() throws Exception {
        Path tree = GoldenTree.build(dir.resolve("tree"));
        attach(
                "golden.img",
                "label: dos\\nsize=16M,type=82\\nsize=120M,type=83\\ntype=5\\n5: size=80M,type=83\\n6: size=8M,type=83\\n",
                240);
        Shell.run(
                dir,
                "printf BOOT | dd of=" + device + " conv=notrunc status=none; mkswap -q " + device + "p1; mkfs.ext4 -q "
                        + device + "p2; mkfs.ext4 -q " + device
                        + "p5; head -c 3000000 /dev/urandom > " + device + "p6; mkdir -p mnt; mount " + device
                        + "p2 mnt; mkdir mnt/home; mount " + device
                        + "p5 mnt/home; cp -a " + tree
                        + "/. mnt/; rm -rf mnt/var/cache/a/*; umount mnt/home; umount mnt");
        release();
        Files.deleteIfExists(tree.resolve("var/cache/a/junk"));
    }

    private void attach(String name, String table, int mebibytes) throws Exception {
        device = Shell.run(dir, "truncate -s " + mebibytes + "M " + name + "; losetup --find --show " + name);
        Shell.run(dir, "printf '" + table + "' | sfdisk -q " + device + "; partx --update --nr 1:9 " + device);
    }

    private void release() throws Exception {
        Shell.run(dir, "partx --delete " + device + "; losetup --detach " + device);
        device = "";
    }

    private void unpack(CloneRequest request, ClonePlan plan) throws Exception {
        Path stream = dir.resolve("stream.tar");
        try (InputStream in = images.files(request, plan, warnings::add).open()) {
            Files.copy(in, stream);
        }
        Shell.run(
                dir,
                "mkdir copy; tar -x -f stream.tar -C copy --numeric-owner --same-owner -p --xattrs --xattrs-include='*'");
    }

    private static CloneRequest request(Path image, RawParts raw) {
        return new CloneRequest(
                image, List.<DriveDescription>of(), Set.of(), List.of(), BootLoader.NONE, raw, Verify.FULL);
    }
}
