package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of what does not lie on a plain partition, or is called by another name. */
class ClonePlanDevicesTest {
    private static final String ROOT_ID = "aaaaaaaa-2222-3333-4444-555555555555";
    private static final String LVM = """
            drive sda table=gpt
                partition 1 type=esp size=100 name=esp uuid=11111111-2222-3333-4444-555555555555
                partition 2 type=raid size=fill
            drive sdb table=gpt
                partition 2 type=raid size=fill
            raid md0 level=1 members=sda2,sdb2 name="gold:data"
            vg my-vg members=md0
            lv my-vg/root size=fill
            volume sda1 type=vfat id=1234-ABCD label=EFI
            volume my-vg/root type=xfs id=aaaaaaaa-2222-3333-4444-555555555555 label=root
            """;

    @ParameterizedTest
    @CsvSource({
        "/dev/my-vg/root, /dev/my-vg/root",
        "/dev/mapper/my--vg-root, /dev/mapper/my--vg-root",
        "UUID=aaaaaaaa-2222-3333-4444-555555555555, UUID=aaaaaaaa-2222-3333-4444-555555555555",
        "/dev/disk/by-uuid/aaaaaaaa-2222-3333-4444-555555555555, UUID=aaaaaaaa-2222-3333-4444-555555555555",
        "LABEL=root, LABEL=root",
        "/dev/disk/by-label/root, UUID=aaaaaaaa-2222-3333-4444-555555555555"
    })
    void a_logical_volume_of_a_tree_is_found_by_any_name(String spec, String kept) throws PlanException {
        ClonePlan plan = SeedPlans.plan(tree(LVM), spec + " / xfs defaults 0 1\n");

        assertThat(plan.disks().volumes())
                .contains(new Volume(
                        new DeviceName("my-vg/root"),
                        FileSystemType.XFS,
                        Optional.of("/"),
                        ROOT_ID,
                        Optional.of("root")));
        assertThat(plan.finish().fstab()).isEqualTo(kept + " / xfs defaults 0 1\n");
        assertThat(plan.disks().layers()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "PARTUUID=11111111-2222-3333-4444-555555555555, PARTUUID=11111111-2222-3333-4444-555555555555",
        "PARTLABEL=esp, PARTLABEL=esp",
        "/dev/disk/by-partlabel/esp, UUID=1234-ABCD",
        "UUID=1234-abcd, UUID=1234-abcd",
        "/dev/sda1, UUID=1234-ABCD"
    })
    void an_esp_is_found_by_any_name(String spec, String kept) throws PlanException {
        String fstab = "/dev/my-vg/root / xfs defaults 0 1\n" + spec + " /boot/efi vfat umask=0077 0 1\n";

        ClonePlan plan = SeedPlans.plan(tree(LVM), fstab);

        assertThat(plan.disks().mountPoints()).containsExactly("/", "/boot/efi");
        assertThat(plan.finish().fstab()).endsWith("\n" + kept + " /boot/efi vfat umask=0077 0 1\n");
        assertThat(plan.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/dev/md0", "/dev/md/data"})
    void an_array_is_named_by_the_uuid_of_its_file_system(String spec) throws PlanException {
        String desc = LVM.substring(0, LVM.indexOf("vg my-vg"));

        ClonePlan plan = SeedPlans.plan(tree(desc), spec + " / ext4 defaults 0 1\n");

        assertThat(plan.finish().fstab()).isEqualTo("UUID=00000000-0000-0000-0000-000000000001 / ext4 defaults 0 1\n");
        assertThat(plan.disks().volumes()).extracting(v -> v.device().text()).contains("md0");
    }

    @Test
    void the_subvolumes_of_a_btrfs_are_one_volume_with_several_mount_points() throws PlanException {
        String desc = "drive vda table=gpt\npartition 1 type=linux size=fill\nvolume vda1 type=btrfs id=" + ROOT_ID
                + "\nsubvolume @snap\nsubvolume @var mount=/var\n";
        String fstab = "UUID=" + ROOT_ID + " / btrfs defaults,subvol=/@ 0 0\n" + "UUID=" + ROOT_ID
                + " /home btrfs subvolid=257,subvol=@home,compress=zstd 0 0\n" + "UUID=" + ROOT_ID
                + " /var btrfs noatime,subvolid=300 0 0\n";

        ClonePlan plan = SeedPlans.plan(tree("vda", desc), fstab);

        assertThat(plan.disks().volumes())
                .containsExactly(new Volume(
                        new DeviceName("vda1"),
                        FileSystemType.BTRFS,
                        Optional.empty(),
                        ROOT_ID,
                        Optional.empty(),
                        List.of(
                                new Volume.Subvolume("@snap", Optional.empty()),
                                new Volume.Subvolume("@var", Optional.of("/var")),
                                new Volume.Subvolume("@", Optional.of("/")),
                                new Volume.Subvolume("@home", Optional.of("/home"))),
                        OptionalLong.empty()));
        assertThat(plan.disks().mountPoints()).containsExactly("/", "/home", "/var");
        assertThat(plan.finish().fstab())
                .contains(" / btrfs defaults,subvol=/@ 0 0\n")
                .contains(" /home btrfs subvol=@home,compress=zstd 0 0\n")
                .contains(" /var btrfs noatime,subvol=@var 0 0\n");
    }

    @Test
    void a_whole_btrfs_beside_one_of_its_subvolumes_is_mounted_without_a_path() throws PlanException {
        String fstab = "/dev/sda1 / btrfs defaults 0 0\n/dev/sda1 /srv btrfs subvol=srv,nofail 0 0\n";

        ClonePlan plan = SeedPlans.plan(SeedPlans.tree("linux fill"), fstab);

        Volume volume = plan.disks().volumes().get(0);
        assertThat(volume.mountPoint()).contains("/");
        assertThat(volume.subvolumes()).containsExactly(new Volume.Subvolume("srv", Optional.of("/srv")));
    }

    @Test
    void the_number_of_a_subvolume_is_a_problem_where_its_path_is_not_known() {
        assertThat(problems(SeedPlans.tree("linux fill"), "/dev/sda1 / btrfs subvolid=256 0 0\n"))
                .startsWith(
                        "fstab line 1 (/): the number of a subvolume is another one on every clone: write subvol=PATH");
    }

    @Test
    void a_fat_without_an_id_gets_a_number() throws PlanException {
        ClonePlan plan = SeedPlans.plan(
                SeedPlans.tree("typeef 100\nlinux fill"), "/dev/sda2 / ext4 x 0 1\n/dev/sda1 /boot/efi vfat x 0 1\n");

        assertThat(plan.finish().fstab()).contains("UUID=0000-0002 /boot/efi vfat x 0 1\n");
    }

    @Test
    void what_is_described_and_not_in_fstab_is_made_and_mounted_as_described() throws PlanException {
        String desc = "drive sda table=dos\npartition 1 type=linux size=9\npartition 2 type=linux size=fill\n"
                + "volume sda1 type=ext2 mount=/boot\nvolume sda2 type=ext4 mount=/\n";

        ClonePlan plan = SeedPlans.plan(tree("sda", desc), "# empty\n");

        assertThat(plan.disks().mountPoints()).containsExactly("/", "/boot");
        assertThat(plan.content().mounts())
                .containsExactly(new MountLine("/dev/sda1", "/boot ext2"), new MountLine("/dev/sda2", "/ ext4"));
        assertThat(plan.disks().drives().get(0).bootable()).isEqualTo(OptionalInt.of(1));
        assertThat(plan.finish().fstab()).isEqualTo("# empty\n");
    }

    @Test
    void a_live_drive_in_the_seeds_format_keeps_the_layers_of_the_golden_node() throws PlanException {
        DiskPlan here = DescriptionParser.parse(LVM, SeedPlans.countedUuids());
        CloneRequest request = new CloneRequest(
                Path.of("/"),
                List.of(
                        new DriveDescription("sda", "typeef 200\ntypefd fill"),
                        new DriveDescription("sdb", "linux 5\ntypefd fill")),
                Set.of(),
                List.of(),
                BootLoader.NONE);

        ClonePlan plan = plan(request, "LABEL=root / xfs defaults 0 1\n", Map.of(), here);

        assertThat(plan.disks().layers()).isEqualTo(here.layers());
        assertThat(plan.disks().volumes()).extracting(v -> v.device().text()).containsExactly("sda1", "my-vg/root");
    }

    @Test
    void links_lead_to_the_device() throws PlanException {
        DiskPlan here = DescriptionParser.parse(LVM, SeedPlans.countedUuids());
        CloneRequest request = live(Set.of());

        ClonePlan plan = plan(
                request,
                "/dev/dm-3 / xfs x 0 1\n/dev/disk/by-id/ata-X-part1 /boot/efi vfat x 0 1\n",
                Map.of("dm-3", "my-vg/root", "disk/by-id/ata-X-part1", "sda1"),
                mounted(here, "my-vg/root", "/"));

        assertThat(plan.finish().fstab())
                .isEqualTo("UUID=" + ROOT_ID + " / xfs x 0 1\nUUID=1234-ABCD /boot/efi vfat x 0 1\n");
    }

    @Test
    void without_a_description_the_live_node_is_described_by_itself_but_for_excluded_drives() throws PlanException {
        String two = "drive sda table=dos\npartition 1 type=linux size=fill\ndrive sdb table=dos\n"
                + "partition 1 type=linux size=fill\ndrive sdc table=dos\npartition 1 type=linux size=fill\n"
                + "volume sda1 type=ext4 mount=/\nvolume sdb1 type=ext4 mount=/srv\nvolume sdc1 type=ext4\n";
        DiskPlan here = DescriptionParser.parse(two, SeedPlans.countedUuids());
        String fstab = "/dev/sda1 / ext4 defaults 0 1\n/dev/sdb1 /srv ext4 defaults 0 2\n";

        assertThat(plan(live(Set.of()), fstab, Map.of(), here).disks().drives())
                .extracting(DrivePlan::drive)
                .containsExactly("sda", "sdb");
        ClonePlan plan = plan(live(Set.of("sdb")), fstab, Map.of(), here);
        assertThat(plan.disks().drives()).extracting(DrivePlan::drive).containsExactly("sda");
        assertThat(plan.finish().fstab()).contains("\n# drive sdb is not cloned: /dev/sdb1 /srv");
    }

    @Test
    void nothing_to_describe_is_a_problem() {
        assertThat(problems(live(Set.of()), ""))
                .containsExactly("which drive? No drive of this host has a partition table and a mounted file system:"
                        + " describe one with -p DRIVE FILE");
        assertThat(problems(new CloneRequest(Path.of("/golden"), List.of(), Set.of(), List.of(), BootLoader.NONE), ""))
                .containsExactly("which drive? A tree does not say how its disks are: describe one with -p DRIVE FILE");
    }

    @Test
    void every_drive_of_a_description_is_named_or_excluded() throws PlanException {
        String fstab = "/dev/my-vg/root / xfs defaults 0 1\n";
        CloneRequest one = tree("sda", LVM);
        CloneRequest without =
                new CloneRequest(Path.of("/golden"), one.drives(), Set.of("sdb"), List.of(), BootLoader.NONE);

        assertThat(problems(one, fstab))
                .contains("the description of sda describes sdb, too: name it (-p sdb FILE) or exclude it (-X sdb)");
        assertThat(problems(without, fstab)).contains("the description of sda puts md0 on an excluded drive");
        assertThat(problems(tree("sdc", "drive sda table=gpt\npartition 1 type=linux size=1\n"), fstab))
                .contains("the description of sdc describes sda, too: name it (-p sda FILE) or exclude it (-X sda)");
    }

    @Test
    void a_device_that_is_described_otherwise_is_a_problem() {
        assertThat(problems(tree(LVM), "/dev/my-vg/root / ext4 x 0 1\n"))
                .containsExactly("fstab line 1 (/): /dev/my-vg/root is ext4 here, and described as xfs");
        assertThat(problems(tree(LVM), "/dev/my-vg/root / xfs x 0 1\n/dev/sdb2 /data ext4 x 0 1\n"))
                .containsExactly("fstab line 2 (/data): /dev/sdb2 is described as a part of RAID, LVM or LUKS");
        assertThat(problems(tree(LVM), "/dev/my-vg/root / xfs x 0 1\n/dev/sda1 / vfat x 0 1\n"))
                .containsExactly("two file systems are mounted at /");
    }

    private static DiskPlan mounted(DiskPlan plan, String device, String mountPoint) {
        return new DiskPlan(
                plan.drives(),
                plan.layers(),
                plan.volumes().stream()
                        .map(v -> v.device().text().equals(device) ? v.withMountPoint(Optional.of(mountPoint)) : v)
                        .toList());
    }

    private static CloneRequest live(Set<String> excluded) {
        return new CloneRequest(Path.of("/"), List.of(), excluded, List.of(), BootLoader.NONE);
    }

    private static CloneRequest tree(String drive, String desc) {
        return new CloneRequest(
                Path.of("/golden"), List.of(new DriveDescription(drive, desc)), Set.of(), List.of(), BootLoader.GRUB);
    }

    private static CloneRequest tree(String desc) {
        return new CloneRequest(
                Path.of("/golden"),
                List.of(new DriveDescription("sda", desc), new DriveDescription("sdb", desc)),
                Set.of(),
                List.of(),
                BootLoader.GRUB);
    }

    private static ClonePlan plan(CloneRequest request, String fstab, Map<String, String> links, DiskPlan here)
            throws PlanException {
        return ClonePlanner.plan(
                request,
                new GoldenFacts(fstab, Map.of(), links, here, Set.of(), List.of(), List.of()),
                SeedPlans.countedUuids());
    }

    private static List<String> problems(CloneRequest request, String fstab) {
        return catchThrowableOfType(PlanException.class, () -> SeedPlans.plan(request, fstab))
                .problems();
    }
}
