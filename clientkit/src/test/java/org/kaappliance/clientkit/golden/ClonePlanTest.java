package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.MacAddress;

class ClonePlanTest {
    private static final UUID ROOT = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final UUID HOME = UUID.fromString("66666666-2222-3333-4444-555555555555");

    private static final Map<String, BlockIds> BLKID = BlockIds.parseExport("""
            DEVNAME=/dev/sda2
            UUID=11111111-2222-3333-4444-555555555555
            LABEL=my\\ root
            TYPE=ext4
            PARTUUID=59be1427-02

            DEVNAME=/dev/sda5
            UUID=66666666-2222-3333-4444-555555555555
            PARTUUID=59be1427-05

            DEVNAME=/dev/sdc1
            UUID=AB12-34CD
            """);

    @Test
    void the_summary_is_what_the_seed_printed() throws PlanException {
        assertThat(SeedPlans.fourPartitions().summary())
                .containsExactly(
                        "+ Mount points :",
                        "     /dev/sda2 / ext3 relatime 1 1",
                        "     /dev/sda5 /home ext4 relatime 1 2",
                        "     /dev/sda1 swap swap defaults 0 0",
                        "+ Hard drives :",
                        "     sda",
                        "+ Reading partition table description for sda",
                        "    Added partition 1 : type 82",
                        "    Added partition 2 : type 83",
                        "    Added partition 5 : type 83",
                        "    Smallest disk : 38055 MiB",
                        "+ File systems :",
                        "     /dev/sda1 swap",
                        "     /dev/sda2 / ext3",
                        "     /dev/sda5 /home ext4",
                        "+ Included mount points : / /home",
                        "+ Bootloader is: grub");
    }

    @Test
    void what_a_disk_has_to_have_and_to_take_is_known_before_there_is_one() throws PlanException {
        ClonePlan plan = SeedPlans.fourPartitions();
        assertThat(plan.smallestDisks()).containsExactly(Map.entry("sda", 38055L));
        assertThat(plan.contentBytes()).as("nobody has measured it").isZero();

        Volume measured = new Volume(
                new DeviceName("sda2"),
                FileSystemType.EXT3,
                Optional.of("/"),
                "0",
                Optional.empty(),
                List.of(),
                OptionalLong.of(5_000_000));
        List<DrivePlan> drives = List.of(
                plan.disks().drives().get(0), DrivePlan.copied("sdb", new DriveImage(90_000_000, 70_000_000, 512)));
        ClonePlan more = new ClonePlan(
                new DiskPlan(drives, List.of(), List.of(measured)),
                new ContentPlan(
                        plan.content().mounts(), List.of(), List.of(), List.of(new DeviceName("sda2")), Verify.FULL),
                plan.finish(),
                List.of());
        assertThat(more.smallestDisks()).containsExactly(Map.entry("sda", 37992L), Map.entry("sdb", 86L));
        assertThat(more.contentBytes()).isEqualTo(5_000_000 + 70_000_000 + (29_996L << 20));
    }

    @Test
    void a_tree_that_names_devices_gets_fresh_uuids_in_its_fstab() throws PlanException {
        ClonePlan plan = SeedPlans.fourPartitions();

        assertThat(plan.finish().fstab()).isEqualTo("""
                        # the golden node of the KA method's manual
                        UUID=00000000-0000-0000-0000-000000000001 / ext3 relatime 1 1
                        UUID=00000000-0000-0000-0000-000000000002 /home ext4 relatime 1 2
                        none /proc proc defaults 0 0
                        UUID=00000000-0000-0000-0000-000000000003 swap swap defaults 0 0
                        """);
        assertThat(plan.disks().volumes())
                .containsExactly(
                        new Volume(
                                new DeviceName("sda1"),
                                FileSystemType.SWAP,
                                Optional.empty(),
                                "00000000-0000-0000-0000-000000000003",
                                Optional.empty()),
                        new Volume(
                                new DeviceName("sda2"),
                                FileSystemType.EXT3,
                                Optional.of("/"),
                                "00000000-0000-0000-0000-000000000001",
                                Optional.empty()),
                        new Volume(
                                new DeviceName("sda5"),
                                FileSystemType.EXT4,
                                Optional.of("/home"),
                                "00000000-0000-0000-0000-000000000002",
                                Optional.empty()));
    }

    @Test
    void a_live_system_keeps_its_uuids_and_labels_and_its_fstab() throws PlanException {
        String fstab =
                "UUID=" + ROOT + " / ext4 defaults 0 1\n/dev/disk/by-uuid/" + HOME + " /home ext4 defaults 0 2\n";

        ClonePlan plan = SeedPlans.plan(SeedPlans.live(SeedPlans.GUIBPIV), fstab, BLKID);

        assertThat(plan.finish().fstab())
                .isEqualTo("UUID=" + ROOT + " / ext4 defaults 0 1\nUUID=" + HOME + " /home ext4 defaults 0 2\n");
        assertThat(plan.disks().volumes())
                .contains(new Volume(
                        new DeviceName("sda2"),
                        FileSystemType.EXT4,
                        Optional.of("/"),
                        ROOT.toString(),
                        Optional.of("my root")));
    }

    @Test
    void a_partuuid_becomes_a_uuid_because_a_new_disk_has_other_ones() throws PlanException {
        ClonePlan plan =
                SeedPlans.plan(SeedPlans.live(SeedPlans.GUIBPIV), "PARTUUID=59be1427-02 / ext4 defaults 0 1\n", BLKID);

        assertThat(plan.finish().fstab()).isEqualTo("UUID=" + ROOT + " / ext4 defaults 0 1\n");
    }

    @Test
    void described_swap_that_fstab_does_not_mention_is_made_and_bare_linux_partitions_are_told() throws PlanException {
        ClonePlan plan = SeedPlans.plan(SeedPlans.tree(SeedPlans.GUIBPIV), "/dev/sda2 / ext4 defaults 0 1\n");

        assertThat(plan.disks().volumes()).extracting(v -> v.device().text()).containsExactly("sda1", "sda2");
        assertThat(plan.warnings())
                .containsExactly("/dev/sda5 (type 83) has no mount point in fstab: it is made and stays unformatted");
    }

    @Test
    void lines_of_excluded_drives_are_commented_out_with_the_reason() throws PlanException {
        CloneRequest request = new CloneRequest(
                Path.of("/golden"),
                List.of(new DriveDescription("sda", "linux fill")),
                Set.copyOf(CloneRequest.split("sdb|sdc")),
                List.of(),
                BootLoader.NONE);

        assertThat(SeedPlans.plan(request, "/dev/sda1 / ext4 defaults 0 1\n/dev/sdb1 /data xfs defaults 0 2\n")
                        .finish()
                        .fstab())
                .endsWith("\n# drive sdb is not cloned: /dev/sdb1 /data xfs defaults 0 2\n");
    }

    @Test
    void a_uuid_on_several_partitions_means_the_one_on_the_described_drive() throws PlanException {
        Map<String, BlockIds> copies =
                BlockIds.parseExport("DEVNAME=/dev/sdb2\nUUID=" + ROOT + "\n\nDEVNAME=/dev/sda2\nUUID=" + ROOT + "\n");

        ClonePlan plan =
                SeedPlans.plan(SeedPlans.live(SeedPlans.GUIBPIV), "UUID=" + ROOT + " / ext4 defaults 0 1\n", copies);

        assertThat(plan.content().mounts()).extracting(MountLine::device).containsExactly("/dev/sda2");
    }

    @Test
    void a_uuid_that_stays_ambiguous_is_a_problem() {
        Map<String, BlockIds> copies = BlockIds.parseExport("DEVNAME=/dev/sda5\nUUID=" + ROOT
                + "\n\nDEVNAME=/dev/sdb2\nUUID=" + ROOT + "\n\nDEVNAME=/dev/sda2\nUUID=" + ROOT + "\n");

        assertThat(catchThrowableOfType(
                                PlanException.class,
                                () -> SeedPlans.plan(
                                        SeedPlans.live(SeedPlans.GUIBPIV),
                                        "UUID=" + ROOT + " / ext4 defaults 0 1\n",
                                        copies))
                        .problems())
                .contains("fstab line 1 (/): 'UUID=" + ROOT + "' is on more than one device: /dev/sda2 /dev/sda5");
    }

    @Test
    void copies_on_excluded_drives_do_not_count() throws PlanException {
        Map<String, BlockIds> copies = BlockIds.parseExport("DEVNAME=/dev/sdb1\nUUID=" + HOME
                + "\n\nDEVNAME=/dev/sdc1\nUUID=" + HOME + "\n\nDEVNAME=/dev/sda1\nUUID=" + ROOT + "\n");
        CloneRequest request = new CloneRequest(
                Path.of("/"),
                List.of(new DriveDescription("sda", "linux fill")),
                Set.of("sdb", "sdc"),
                List.of(),
                BootLoader.NONE);

        assertThat(SeedPlans.plan(
                                request,
                                "UUID=" + ROOT + " / ext4 defaults 0 1\nUUID=" + HOME + " /home ext4 defaults 0 2\n",
                                copies)
                        .finish()
                        .fstab())
                .contains("\n# drive sdb is not cloned: UUID=" + HOME);
    }

    @ParameterizedTest
    @CsvSource({"/boot/,/boot", "//boot//,/boot", "/a\\040b/,/a b", "/donn\\303\\251es,/données", "/donnÃ©es,/données"})
    void a_mount_point_is_read_as_the_kernel_would(String written, String path) throws PlanException {
        String fstab = "/dev/sda2 / ext4 defaults 0 1\n/dev/sda1 " + written + " ext2 defaults 0 2\n";

        ClonePlan plan = SeedPlans.plan(SeedPlans.tree("linux 100\nlinux fill"), fstab);

        assertThat(plan.disks().mountPoints()).containsExactly("/", path);
        assertThat(plan.finish().fstab()).contains(" " + written + " ext2 ");
    }

    @Test
    void an_fstab_of_another_encoding_keeps_its_bytes(@TempDir Path golden) throws Exception {
        byte[] bytes = "/dev/sda1 / ext4 defaults 0 1\n# caf\u00e9 \u0085\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.createDirectories(golden.resolve("etc"));
        Files.write(golden.resolve("etc/fstab"), bytes);
        CloneRequest request = new CloneRequest(
                golden, List.of(new DriveDescription("sda", "linux fill")), Set.of(), List.of(), BootLoader.NONE);

        byte[] order = ClonePlan.plan(request).encode("j1", Set.of(MacAddress.parse("52:54:00:77:00:01")));

        assertThat(ClonePlan.decode(order).plan().finish().fstab().getBytes(StandardCharsets.ISO_8859_1))
                .endsWith(" / ext4 defaults 0 1\n# caf\u00e9 \u0085\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void what_would_make_the_stream_fail_is_a_problem_of_the_plan(@TempDir Path golden) throws Exception {
        Files.createDirectories(golden.resolve("etc"));
        Files.writeString(golden.resolve("etc/fstab"), SeedPlans.GUIBPIV_FSTAB);
        CloneRequest request = new CloneRequest(
                golden, List.of(new DriveDescription("sda", SeedPlans.GUIBPIV)), Set.of(), List.of(), BootLoader.GRUB);

        assertThat(catchThrowableOfType(PlanException.class, () -> ClonePlan.plan(request))
                        .problems())
                .containsExactly("mount point /home is no directory of the golden system " + golden);
        assertThat(GoldenSource.problems(golden, List.of("/"), "no-such-tar"))
                .containsExactly(
                        "the golden system is read with GNU tar, and there is no no-such-tar here that is GNU tar");
        assertThat(GoldenSource.problems(golden, List.of("/"), "cat")).hasSize(1);
        assertThat(GoldenSource.problems(golden, List.of("/", "/etc"), "tar")).isEmpty();
    }

    @Test
    void every_problem_of_the_fstab_is_told_at_once() {
        String fstab = """
                LABEL=root / ext4 defaults 0 1
                /dev/sda9 /nine ext4 defaults 0 2
                /dev/sda3 /three ext4 defaults 0 2
                /dev/sda5 /home ntfs defaults 0 2
                /dev/sda1 /one ext4 defaults 0 2
                /dev/sdb1 /data ext4 defaults 0 2
                /dev/mapper/vg-var /var ext4 defaults 0 2
                /dev/sr0 /cdrom iso9660 noauto 0 0
                server:/x /mnt nfs defaults 0 0
                """;

        assertThat(problems(SeedPlans.tree(SeedPlans.GUIBPIV), fstab))
                .containsExactly(
                        "fstab line 1 (/): 'LABEL=root' is in no description: give the volume in it this id or label (see 'golden describe --full'), or write the partition as /dev/sdaN in the tree's etc/fstab",
                        "fstab line 2 (/nine): the description of sda has no partition 9",
                        "fstab line 3 (/three): /dev/sda3 is described as the extended partition",
                        "fstab line 4 (/home): file system ntfs is not supported (expected one of ext2, ext3, ext4, xfs, btrfs, jfs, f2fs, reiserfs, vfat, swap)",
                        "fstab line 5 (/one): /dev/sda1 is described as swap",
                        "fstab line 6 (/data): drive sdb is neither described (-p sdb FILE) nor excluded (-X sdb)",
                        "fstab line 7 (/var): cannot tell which device '/dev/mapper/vg-var' is");
    }

    @Test
    void a_plan_without_a_root_is_no_plan() {
        assertThat(problems(SeedPlans.tree("linux fill"), "/dev/sda1 /home ext4 defaults 0 2\n"))
                .containsExactly("neither fstab nor a description mounts a described file system at /");
    }

    @Test
    void problems_of_the_request_are_told_with_the_drive() {
        CloneRequest request = new CloneRequest(
                Path.of("/golden"),
                List.of(new DriveDescription("sda", "linux x")),
                Set.of("sda"),
                List.of("tmp"),
                BootLoader.GRUB);

        assertThat(problems(request, ""))
                .containsExactly(
                        "drive sda is both described and excluded",
                        "description of sda, line 1: 'x' is no size (expected a number of megabytes or fill)",
                        "excluded directory 'tmp' is not an absolute path below /");
    }

    @Test
    void the_active_flag_goes_to_the_primary_partition_with_boot_and_to_no_logical_one() throws PlanException {
        String boot = "/dev/sda2 / ext4 defaults 0 1\n/dev/sda1 /boot ext2 defaults 0 2\n";

        assertThat(bootable("linux 100\nlinux fill", boot)).hasValue(1);
        assertThat(bootable("swap 5\nlinux fill", "/dev/sda2 / ext4 defaults 0 1\n"))
                .hasValue(2);
        assertThat(bootable(SeedPlans.FOUR_LINES, "/dev/sda6 / ext4 defaults 0 1\n"))
                .isEmpty();
    }

    @Test
    void modules_of_the_seeds_boot_loader_option_are_kept_and_other_options_told_to_be_unused() throws PlanException {
        BootLoader loader = BootLoader.parse("grub --with=jfs --with=ata_piix --omit-scsi-modules");
        CloneRequest request = new CloneRequest(
                Path.of("/golden"), List.of(new DriveDescription("sda", "linux fill")), Set.of(), List.of(), loader);

        assertThat(SeedPlans.plan(request, "/dev/sda1 / ext4 defaults 0 1\n").summary())
                .contains("+ Bootloader is: grub --with=jfs --with=ata_piix --omit-scsi-modules")
                .contains("! not used by this boot loader step: --omit-scsi-modules");
        assertThat(loader.modules()).containsExactly("jfs", "ata_piix");
    }

    @Test
    void an_unknown_boot_loader_is_an_error() {
        assertThat(catchThrowableOfType(PlanException.class, () -> BootLoader.parse("silo")))
                .hasMessage(
                        "boot loader 'silo' is not known (expected one of auto, grub, grub-legacy, lilo, extlinux, systemd-boot,"
                                + " none)");
    }

    private static OptionalInt bootable(String desc, String fstab) throws PlanException {
        return SeedPlans.plan(SeedPlans.tree(desc), fstab)
                .disks()
                .drives()
                .get(0)
                .bootable();
    }

    private static List<String> problems(CloneRequest request, String fstab) {
        return catchThrowableOfType(PlanException.class, () -> SeedPlans.plan(request, fstab))
                .problems();
    }
}
