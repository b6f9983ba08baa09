package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.Volume;

class GrubConfigTest {
    private static final String ROOT = "00000000-0000-0000-0000-000000000001";

    private final Clone clone = new Clone(Path.of("/tmp/stage2"), "/mnt/disk");

    @BeforeEach
    void takePlan() throws PlanException {
        clone.take(Plans.seed(), Plans.seedDisks("vda"));
    }

    @Test
    void a_golden_device_becomes_the_uuid_of_its_file_system_when_an_initramfs_can_find_it() {
        assertThat(adapted("  linux /boot/vmlinuz root=/dev/sda2 ro quiet resume=/dev/sda1\n  initrd /boot/initrd\n"))
                .isEqualTo("  linux /boot/vmlinuz root=UUID=" + ROOT
                        + " ro quiet resume=UUID=00000000-0000-0000-0000-000000000003\n  initrd /boot/initrd\n");
    }

    @Test
    void without_an_initramfs_it_becomes_the_nodes_device() {
        assertThat(adapted("linux /boot/vmlinuz root=/dev/sda2 ro\n"))
                .isEqualTo("linux /boot/vmlinuz root=/dev/vda2 ro\n");
    }

    @Test
    void uuids_and_labels_that_the_clone_has_stay() {
        String config = "search --no-floppy --fs-uuid --set=root " + ROOT + "\nlinux /vmlinuz root=UUID=" + ROOT
                + "\ninitrd /i\n";

        assertThat(adapted(config)).isEqualTo(config);
    }

    @Test
    void a_root_that_no_clone_has_becomes_its_own() {
        assertThat(adapted("search --no-floppy --label KAROOT --set=root\n"
                        + "linux /vmlinuz root=LABEL=KAROOT ro\nlinux /vmlinuz root=PARTUUID=1234-02\ninitrd /i\n"))
                .isEqualTo("search --no-floppy --fs-uuid --set=root " + ROOT + "\n" + "linux /vmlinuz root=UUID=" + ROOT
                        + " ro\nlinux /vmlinuz root=UUID=" + ROOT + "\ninitrd /i\n");
    }

    @Test
    void other_lines_and_other_arguments_stay() {
        String config =
                "set timeout=5\n# root=/dev/sda2\nset root='hd0,msdos2'\nlinux /vmlinuz root=/dev/mapper/x ro\n";

        assertThat(adapted(config)).isEqualTo(config);
    }

    @Test
    void a_label_in_utf_8_is_known_and_every_byte_stays() throws PlanException {
        ClonePlan seed = Plans.seed();
        Volume root = seed.disks().volumes().get(1);
        Volume named = new Volume(root.device(), root.type(), root.mountPoint(), root.id(), Optional.of("Årø"));
        DiskPlan disks = new DiskPlan(seed.disks().drives(), List.of(), List.of(named));
        clone.take(seed, Plans.disks(disks, Plans.disk("vda")));
        String label = new String("Årø".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String config = "search --label " + label + " --set=root\nmenuentry 'caf\u00e9'\n linux /v root=LABEL=" + label
                + " x=" + label + "\ninitrd /i-" + label + "\n";

        assertThat(adapted(config)).isEqualTo(config);
        assertThat(adapted("linux /v root=/dev/sda2 x=" + label + "\n"))
                .isEqualTo("linux /v root=/dev/vda2 x=" + label + "\n");
    }

    @Test
    void the_root_may_be_a_subvolume() throws PlanException {
        ClonePlan seed = Plans.seed();
        Volume btrfs = new Volume(
                new DeviceName("sda2"),
                FileSystemType.BTRFS,
                Optional.empty(),
                ROOT,
                Optional.empty(),
                List.of(new Volume.Subvolume("@", Optional.of("/"))),
                OptionalLong.empty());
        clone.take(
                seed, Plans.disks(new DiskPlan(seed.disks().drives(), List.of(), List.of(btrfs)), Plans.disk("vda")));

        assertThat(adapted("linux /@/boot/v root=/dev/sda2 rootflags=subvol=@\ninitrd /i\n"))
                .isEqualTo("linux /@/boot/v root=UUID=" + ROOT + " rootflags=subvol=@\ninitrd /i\n");
        assertThat(clone.boot().device()).isEqualTo("/dev/vda2");
    }

    @Test
    void a_golden_system_without_a_file_gets_one_for_its_newest_kernel() {
        BootFiles files = BootFiles.choose(List.of(
                        "vmlinuz-6.1.0-9-amd64",
                        "vmlinuz-6.1.0-10-amd64",
                        "initrd.img-6.1.0-10-amd64",
                        "grub",
                        "config-6.1"))
                .orElseThrow();

        assertThat(GrubConfig.minimal(clone, files, List.of("console=tty0", "console=ttyS0")))
                .isEqualTo("""
                        # The golden system has no grub.cfg; this one was written when it was cloned.
                        set timeout=1
                        search --no-floppy --fs-uuid --set=root %1$s
                        menuentry 'Linux' {
                          linux /boot/vmlinuz-6.1.0-10-amd64 root=UUID=%1$s ro console=tty0 console=ttyS0
                          initrd /boot/initrd.img-6.1.0-10-amd64
                        }
                        """.formatted(ROOT));
    }

    @Test
    void kernels_are_found_by_the_names_of_the_distributions() {
        assertThat(BootFiles.choose(List.of("vmlinuz", "initrd")))
                .contains(new BootFiles("vmlinuz", Optional.of("initrd")));
        assertThat(BootFiles.choose(List.of("vmlinuz-5.14.el9", "initramfs-5.14.el9.img", "vmlinuz-0-rescue-1")))
                .contains(new BootFiles("vmlinuz-5.14.el9", Optional.of("initramfs-5.14.el9.img")));
        assertThat(BootFiles.choose(List.of("bzImage"))).contains(new BootFiles("bzImage", Optional.empty()));
        assertThat(BootFiles.choose(List.of("grub"))).isEmpty();
    }

    @Test
    void a_stub_on_the_efi_system_partition_finds_the_clones_boot_file_system() {
        assertThat(adapted("search.fs_uuid 11111111-1111-1111-1111-111111111111 root hd0,gpt2\n"
                        + "set prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n"))
                .isEqualTo("search --no-floppy --fs-uuid --set=root " + ROOT
                        + "\nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n");
        assertThat(adapted("search --no-floppy --root-dev-only --fs-uuid --set=dev 11111111-1111\n"))
                .isEqualTo("search --no-floppy --fs-uuid --set=dev " + ROOT + "\n");
        String own = "search.fs_uuid " + ROOT + " root hd0,gpt2\n";
        assertThat(adapted(own)).isEqualTo(own);
    }

    @Test
    void entries_of_the_boot_loader_specification_and_of_extlinux_are_adapted_too() {
        assertThat(adapted("linux /vmlinuz\ninitrd /initrd\noptions root=PARTUUID=1234-02 ro quiet\n"))
                .isEqualTo("linux /vmlinuz\ninitrd /initrd\noptions root=UUID=" + ROOT + " ro quiet\n");
        assertThat(adapted("LABEL l0\n  KERNEL /vmlinuz\n  APPEND initrd=/initrd root=/dev/sda2 ro\n"))
                .isEqualTo("LABEL l0\n  KERNEL /vmlinuz\n  APPEND initrd=/initrd root=UUID=" + ROOT + " ro\n");
    }

    @Test
    void an_environment_block_keeps_its_size() {
        String text = "# GRUB Environment Block\nkernelopts=root=/dev/sda2 ro\n";
        String block = text + "#".repeat(1024 - text.length());

        assertThat(GrubConfig.adaptEnvironment(block, clone))
                .hasSize(1024)
                .startsWith("# GRUB Environment Block\nkernelopts=root=UUID=" + ROOT + " ro\n#");
    }

    private String adapted(String config) {
        return GrubConfig.adapt(config, clone);
    }
}
