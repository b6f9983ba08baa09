package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.MacAddress;

/** What a real machine with two disks said: GPT and MBR, RAID 1, LVM, LUKS, Btrfs. */
class LiveDisksTest {
    private final RecordedHost host = RecordedHost.of("two-disks.txt");

    private GoldenFacts facts() throws Exception {
        return LiveDisks.read(host, Set.of(), "");
    }

    @Test
    void everything_on_two_disks_is_described() throws Exception {
        GoldenDescription description = GoldenDescription.of(facts(), Set.of());

        assertThat(description.full().lines().skip(2))
                .containsExactly(
                        "drive vda table=gpt",
                        "    partition 1 type=esp size=40MiB name=\"EFI System\" uuid=6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a02",
                        "    partition 2 type=raid size=300MiB uuid=6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a03",
                        "    partition 3 type=swap size=158MiB name=\"swap é\" uuid=6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a04",
                        "",
                        "drive vdb table=dos active=1",
                        "    partition 1 type=raid size=300MiB",
                        "    partition 2 type=extended size=fill",
                        "    partition 5 type=linux size=150MiB",
                        "    partition 6 type=linux size=fill",
                        "",
                        "raid md0 level=1 members=vda2,vdb1 metadata=1.2 name=gold:data"
                                + " uuid=11111111:22222222:33333333:44444444",
                        "vg my-vg members=md0 extent=4096KiB",
                        "lv my-vg/root size=100MiB",
                        "lv my-vg/home size=fill",
                        "luks vdb6 opened=cr_home uuid=aaaaaaaa-1111-4222-8333-444444444444",
                        "",
                        "volume mapper/cr_home type=ext2 id=ffffffff-1111-4222-8333-444444444444 mount=/srv used=4000000",
                        "volume my-vg/home type=ext4 id=eeeeeeee-1111-4222-8333-444444444444 mount=/home used=5000000",
                        "volume my-vg/root type=ext4 id=dddddddd-1111-4222-8333-444444444444 label=\"my root\" mount=/"
                                + " used=1000000",
                        "volume vda1 type=vfat id=1234-ABCD label=ESP mount=/boot/efi used=9000000",
                        "volume vda3 type=swap id=bbbbbbbb-1111-4222-8333-444444444444 label=swap",
                        "volume vdb5 type=btrfs id=cccccccc-1111-4222-8333-444444444444 label=pool used=4000000",
                        "    subvolume @var mount=/var",
                        "    subvolume \"my opt\" mount=/opt");
        assertThat(description.warnings())
                .containsExactly("subvolume nested of /dev/vdb5 is not mounted by itself: its files do not travel");
        assertThat(DescriptionParser.parse(description.full(), SeedPlans.countedUuids()))
                .isEqualTo(facts().here());
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/dm-0, UUID=dddddddd-1111-4222-8333-444444444444",
        "/dev/mapper/my--vg-root, /dev/mapper/my--vg-root",
        "/dev/my-vg/root, /dev/my-vg/root",
        "UUID=dddddddd-1111-4222-8333-444444444444, UUID=dddddddd-1111-4222-8333-444444444444",
        "LABEL=my\\040root, LABEL=my\\040root"
    })
    void a_live_node_is_planned_whatever_its_fstab_calls_the_root(String spec, String kept) throws Exception {
        ClonePlan plan = plan(live(Set.of()), spec + " / ext4 defaults 0 1\n");

        assertThat(plan.finish().fstab()).isEqualTo(kept + " / ext4 defaults 0 1\n");
        assertThat(plan.disks().mountPoints()).containsExactly("/", "/boot/efi", "/home", "/opt", "/srv", "/var");
        assertThat(plan.disks().layers()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/disk/by-path/pci-0000:00:05.0-part1",
        "PARTLABEL=EFI\\040System",
        "/dev/disk/by-partlabel/EFI\\x20System",
        "PARTUUID=6F3C1D10-0B7E-4A7B-9C5F-0D2A6F1E5A02",
        "/dev/disk/by-label/ESP"
    })
    void udevs_names_lead_to_the_esp(String spec) throws Exception {
        ClonePlan plan = plan(live(Set.of()), "/dev/my-vg/root / ext4 x 0 1\n" + spec + " /efi vfat x 0 2\n");

        assertThat(plan.disks().volumes())
                .filteredOn(v -> v.device().text().equals("vda1"))
                .extracting(v -> v.mountPoint().orElse(""))
                .containsExactly("/efi");
    }

    @Test
    void what_lies_on_an_excluded_drive_is_left_out_and_said() throws Exception {
        String fstab = "/dev/vda1 / vfat x 0 1\n/dev/mapper/cr_home /srv ext2 x 0 2\n";

        ClonePlan plan = plan(live(Set.of("vdb")), fstab);

        assertThat(plan.disks().layers()).isEmpty();
        assertThat(plan.finish().fstab()).contains("\n# drive vdb is not cloned: /dev/mapper/cr_home /srv");
    }

    @Test
    void boot_code_and_partitions_are_copied_as_they_are() throws Exception {
        String mounts = "/proc/self/mountinfo";
        host.with(mounts, host.section(mounts).replace("/dev/vdb5 rw", "/dev/vdb5 ro"));
        RawParts raw = new RawParts(List.of("vdb"), List.of(), List.of(new DeviceName("vdb5")));
        CloneRequest request =
                new CloneRequest(Path.of("/"), List.of(), Set.of(), List.of(), BootLoader.NONE, raw, Verify.FULL);

        ClonePlan plan = plan(request, "/dev/my-vg/root / ext4 x 0 1\n/dev/vdb5 /var btrfs subvol=@var 0 0\n");

        assertThat(plan.content().bootCode().get(0).bytes()).startsWith('b').hasSize(446);
        assertThat(plan.content().rawPartitions()).containsExactly(new DeviceName("vdb5"));
        assertThat(plan.disks().volumes()).noneMatch(v -> v.device().text().equals("vdb5"));
        assertThat(plan.disks().mountPoints()).containsExactly("/", "/boot/efi", "/home", "/srv");
        byte[] order = plan.encode("1", List.of(MacAddress.parse("52:54:00:00:00:01")));
        assertThat(ClonePlan.decode(order).plan()).isEqualTo(plan);
    }

    @Test
    void what_cannot_be_copied_as_it_is_is_a_problem() {
        RawParts raw = new RawParts(
                List.of("sdz"),
                List.of(BootCode.of("sdz", new byte[446])),
                List.of(
                        new DeviceName("vda2"),
                        new DeviceName("vdb2"),
                        new DeviceName("vdb5"),
                        new DeviceName("vdb5")));
        CloneRequest live =
                new CloneRequest(Path.of("/"), List.of(), Set.of(), List.of(), BootLoader.NONE, raw, Verify.FULL);
        CloneRequest tree = new CloneRequest(
                Path.of("/golden"),
                List.of(new DriveDescription("sda", "linux 9")),
                Set.of(),
                List.of(),
                BootLoader.NONE,
                new RawParts(List.of("sda"), List.of(), List.of(new DeviceName("sda1"))),
                Verify.FULL);

        assertThat(problems(live)).contains("boot code for sdz is given twice", "-D vdb5 is given twice");
        assertThat(problems(live)).contains("-D vda2: it is a part of RAID, LVM or LUKS");
        assertThat(problems(live))
                .filteredOn(problem -> problem.contains("is mounted and may be written to"))
                .singleElement()
                .asString()
                .startsWith("-D vdb5: ");
        assertThat(problems(tree))
                .containsExactly(
                        "-m sda: a tree has no drive to read boot code from; give it with -M",
                        "-D sda1: a tree has no partitions to copy");
        assertThat(problems(with(live, new RawParts(List.of("sdz"), List.of(), List.of()))))
                .containsExactly("boot code for sdz: the drive is not cloned");
        assertThat(problems(with(live, new RawParts(List.of(), List.of(), List.of(new DeviceName("vdb2"))))))
                .containsExactly("-D vdb2: it is no partition that is cloned");
    }

    @Test
    void what_cannot_be_described_is_told() throws Exception {
        host.with("sfdisk -d /dev/vda", "label: sun\ndevice: /dev/vda\n\n/dev/vda1 : start=2048, size=2048, type=83\n")
                .with(
                        "mdadm --detail --export /dev/md0",
                        "MD_LEVEL=raid1\nMD_DEVICES=2\nMD_DEVICE_dev_vdb1_ROLE=1\n"
                                + "MD_DEVICE_dev_vdb1_DEV=/dev/vdb1\n");
        String lvs =
                "lvs --noheadings --nameprefixes --units b --nosuffix -o vg_name,lv_name,lv_size,stripes,segtype,lv_dm_path";
        host.with(lvs, host.section(lvs).replaceFirst("'linear'", "'thin'"));

        assertThat(facts().warnings())
                .contains(
                        "drive vda is not described: drive vda: a partition table of kind 'sun' is not supported",
                        "/dev/md0 is not described: the array is not complete",
                        "logical volume my-vg/home is not described: it is of type thin (linear and striped are)",
                        "volume group my-vg is not described: it lies on /dev/md0, which is no partition");
    }

    @Test
    void a_host_on_which_blkid_finds_nothing_has_partitions_without_file_systems() throws Exception {
        host.failing("blkid -o export", 2);

        assertThat(facts().here().drives()).hasSize(2);
        assertThat(facts().here().volumes()).isEmpty();
        host.failing("blkid -o export", 4);
        assertThat(catchThrowableOfType(GoldenHost.Failed.class, this::facts)).hasMessage("blkid -o export failed");
    }

    @Test
    void the_smallest_disks_have_room_for_what_is_in_use() throws Exception {
        DiskPlan here = facts().here();
        DiskNeeds needs = new DiskNeeds(here);

        assertThat(needs.smallestMib(here.drives().get(0))).isEqualTo(1 + 40 + 300 + 158 + 1);
        // 3 MiB in use and a tenth, 64 for the file system, 16 for LUKS, one for each EBR
        assertThat(needs.smallestMib(here.drives().get(1))).isEqualTo(1 + 300 + (1 + 150) + (1 + 16 + 3 + 64));
    }

    private ClonePlan plan(CloneRequest request, String fstab) throws Exception {
        GoldenFacts facts = LiveDisks.read(host, Set.of(), fstab)
                .withBootCode(host, request.raw().takenBootCode());
        return ClonePlanner.plan(request, facts, SeedPlans.countedUuids());
    }

    private List<String> problems(CloneRequest request) {
        return catchThrowableOfType(PlanException.class, () -> plan(request, "/dev/my-vg/root / ext4 x 0 1\n"))
                .problems();
    }

    private static CloneRequest live(Set<String> excluded) {
        return new CloneRequest(Path.of("/"), List.of(), excluded, List.of(), BootLoader.NONE);
    }

    private static CloneRequest with(CloneRequest request, RawParts raw) {
        return new CloneRequest(
                request.source(),
                request.drives(),
                request.excludedDrives(),
                request.excludedDirs(),
                request.bootLoader(),
                raw,
                request.verify());
    }
}
