package org.kaappliance.clientkit.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.system.Distribution.Family;

/** Trees with the files by which each family is recognised, and what is done with each. */
class DistributionTest {
    @TempDir
    Path dir;

    @Test
    void debian_makes_its_initramfs_with_update_initramfs() throws IOException {
        Tree tree = new Tree(dir)
                .file("/usr/lib/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n")
                .link("/etc/os-release", "../usr/lib/os-release")
                .program("/usr/sbin/update-initramfs")
                .program("/usr/bin/lsinitramfs")
                .file("/etc/initramfs-tools/modules", "# comment\nvirtio_blk")
                .file("/usr/lib/modules/6.1.0-9-amd64/modules.dep", "kernel/drivers/ata/ahci.ko: kernel/x.ko\n")
                .file("/boot/initrd.img-6.1.0-9-amd64", "")
                .link("/lib", "usr/lib");

        assertThat(Distribution.of(tree.system()))
                .isEqualTo(new Distribution(Family.DEBIAN, "Debian GNU/Linux 12 (bookworm)"));
        assertRebuilt(tree, Family.DEBIAN, Initramfs.UPDATE_INITRAMFS, List.of("update-initramfs", "-u", "-k", "all"));
        assertThat(tree.text("/etc/initramfs-tools/modules")).isEqualTo("# comment\nvirtio_blk\nahci\n");
        assertThat(Initramfs.UPDATE_INITRAMFS.list(tree.system(), "/boot/i"))
                .contains(List.of("lsinitramfs", "/boot/i"));
    }

    @Test
    void ubuntu_is_like_debian() throws IOException {
        Tree tree = new Tree(dir).file("/etc/os-release", "NAME='Ubuntu'\nID=ubuntu\nID_LIKE=debian\n");

        assertThat(Distribution.of(tree.system()).family()).isEqualTo(Family.DEBIAN);
    }

    @Test
    void rhel_and_its_rebuilds_make_theirs_with_dracut_for_each_kernel() throws IOException {
        Tree tree = new Tree(dir)
                .file(
                        "/etc/os-release",
                        "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nPRETTY_NAME=\"Rocky Linux 9.4\"\n")
                .program("/usr/bin/dracut")
                .program("/usr/bin/lsinitrd")
                .file("/lib/modules/5.14.0-427.el9.x86_64/modules.dep", "")
                .file("/boot/initramfs-5.14.0-427.el9.x86_64.img", "")
                .file("/boot/initramfs-0-rescue-ffff.img", "");

        assertThat(Distribution.of(tree.system())).isEqualTo(new Distribution(Family.RED_HAT, "Rocky Linux 9.4"));
        assertRebuilt(
                tree,
                Family.RED_HAT,
                Initramfs.DRACUT,
                List.of(
                        "dracut",
                        "--force",
                        "--no-hostonly",
                        "/boot/initramfs-5.14.0-427.el9.x86_64.img",
                        "5.14.0-427.el9.x86_64"));
        assertThat(tree.text("/etc/dracut.conf.d/90-ka-hardware.conf"))
                .endsWith("add_drivers+=\" ahci virtio_blk \"\n");
    }

    @Test
    void fedora_opensuse_and_mageia_have_dracut_too() throws IOException {
        for (String[] system : new String[][] {
            {"ID=fedora\n", "RED_HAT", "/boot/initramfs-6.8.img"},
            {"ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", "SUSE", "/boot/initrd-6.8"},
            {"ID=mageia\nID_LIKE=\"mandriva fedora\"\n", "MAGEIA", "/boot/initrd-6.8.img"}
        }) {
            Tree tree = new Tree(dir.resolve(system[1]))
                    .file("/etc/os-release", system[0])
                    .program("/usr/bin/dracut")
                    .program("/sbin/mkinitrd")
                    .file("/lib/modules/6.8/modules.dep", "")
                    .file(system[2], "");
            Family family = Distribution.of(tree.system()).family();

            assertThat(family).isEqualTo(Family.valueOf(system[1]));
            assertRebuilt(
                    tree, family, Initramfs.DRACUT, List.of("dracut", "--force", "--no-hostonly", system[2], "6.8"));
        }
    }

    @Test
    void mandriva_without_os_release_makes_its_initrd_with_the_modules_as_arguments() throws IOException {
        Tree tree = new Tree(dir)
                .file("/etc/mandriva-release", "Mandriva Linux release 2010.1 (Official) for i586\n")
                .file("/etc/redhat-release", "Mandriva Linux release 2010.1 (Official) for i586\n")
                .program("/sbin/mkinitrd")
                .file("/lib/modules/2.6.33.3-desktop-1mnb/modules.dep", "")
                .file("/boot/initrd-2.6.33.3-desktop-1mnb.img", "");

        assertThat(Distribution.of(tree.system()))
                .isEqualTo(new Distribution(Family.MAGEIA, "Mandriva Linux release 2010.1 (Official) for i586"));
        assertRebuilt(
                tree,
                Family.MAGEIA,
                Initramfs.MKINITRD,
                List.of(
                        "mkinitrd",
                        "-f",
                        "--with=ahci",
                        "--with=virtio_blk",
                        "/boot/initrd-2.6.33.3-desktop-1mnb.img",
                        "2.6.33.3-desktop-1mnb"));
    }

    @Test
    void arch_keeps_its_modules_in_mkinitcpio_conf() throws IOException {
        Tree tree = new Tree(dir)
                .file("/etc/os-release", "ID=arch\n")
                .program("/usr/bin/mkinitcpio")
                .file("/etc/mkinitcpio.conf", "MODULES=(btrfs)\nHOOKS=(base udev)\n")
                .file("/lib/modules/6.9.1-arch1-1/modules.dep", "")
                .file("/lib/modules/6.9.1-arch1-1/pkgbase", "linux-lts\n")
                .file("/boot/initramfs-linux-lts.img", "");

        assertThat(Distribution.of(tree.system()).family()).isEqualTo(Family.ARCH);
        assertRebuilt(tree, Family.ARCH, Initramfs.MKINITCPIO, List.of("mkinitcpio", "-P"));
        assertThat(tree.text("/etc/mkinitcpio.conf")).isEqualTo("MODULES=(ahci btrfs virtio_blk)\nHOOKS=(base udev)\n");
        assertThat(Kernel.all(tree.system()))
                .containsExactly(new Kernel("6.9.1-arch1-1", Optional.of("/boot/initramfs-linux-lts.img")));
        assertThat(Initramfs.archModules("MODULES=\"\"\n", Set.of("ahci"))).isEqualTo("MODULES=\"ahci\"\n");
    }

    @Test
    void alpine_gets_a_feature_of_its_own() throws IOException {
        Tree tree = new Tree(dir)
                .file("/etc/os-release", "ID=alpine\nPRETTY_NAME=\"Alpine Linux v3.20\"\n")
                .program("/sbin/mkinitfs")
                .file("/etc/mkinitfs/mkinitfs.conf", "features=\"base ext4\"\n")
                .file(
                        "/lib/modules/6.6.31-0-lts/modules.dep",
                        "kernel/drivers/ata/ahci.ko.gz:\nkernel/drivers/block/virtio_blk.ko.gz:\n")
                .file("/boot/initramfs-lts", "");

        assertThat(Distribution.of(tree.system()).family()).isEqualTo(Family.ALPINE);
        assertRebuilt(tree, Family.ALPINE, Initramfs.MKINITFS, List.of("mkinitfs", "6.6.31-0-lts"));
        assertThat(tree.text("/etc/mkinitfs/features.d/ka-hardware.modules"))
                .isEqualTo("kernel/drivers/ata/ahci.ko.gz\nkernel/drivers/block/virtio_blk.ko.gz\n");
        assertThat(tree.text("/etc/mkinitfs/mkinitfs.conf")).isEqualTo("features=\"base ext4 ka-hardware\"\n");
    }

    @Test
    void what_nobody_knows_has_no_tool() throws IOException {
        Tree tree = new Tree(dir).file("/etc/os-release", "ID=homemade\n");

        assertThat(Distribution.of(tree.system())).isEqualTo(new Distribution(Family.UNKNOWN, "homemade"));
        assertThat(Initramfs.of(tree.system(), Family.UNKNOWN)).isEmpty();
    }

    @Test
    void a_kernel_knows_its_modules_by_either_spelling() throws IOException {
        Tree tree = new Tree(dir)
                .file("/lib/modules/6.1/modules.dep", "kernel/drivers/md/dm-mod.ko.xz:\n")
                .file("/lib/modules/6.1/modules.builtin", "kernel/drivers/scsi/sd_mod.ko\n");
        Kernel kernel = new Kernel("6.1", Optional.empty());

        assertThat(Kernel.all(tree.system())).containsExactly(kernel);
        assertThat(kernel.module(tree.system(), "dm_mod")).contains("kernel/drivers/md/dm-mod.ko.xz");
        assertThat(kernel.module(tree.system(), "sd_mod")).isEmpty();
        assertThat(kernel.builtIn(tree.system())).containsExactly("sd_mod");
    }

    private static void assertRebuilt(Tree tree, Family family, Initramfs expected, List<String> command)
            throws IOException {
        List<Kernel> kernels = Kernel.all(tree.system());
        Initramfs tool = Initramfs.of(tree.system(), family).orElseThrow();
        assertThat(tool).isEqualTo(expected);
        Set<String> modules = new java.util.TreeSet<>(Set.of("ahci", "virtio_blk"));
        tool.require(tree.system(), kernels, modules);
        assertThat(tool.rebuild(kernels, modules, family)).containsExactly(command);
    }
}
