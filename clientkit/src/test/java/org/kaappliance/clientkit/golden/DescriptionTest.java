package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

class DescriptionTest {
    static final String SERVER = """
            # two mirrored disks, encrypted, with LVM on top; a Btrfs beside
            drive sda table=gpt
                partition 1 type=esp size=512MiB name="EFI System" uuid=11111111-2222-3333-4444-555555555555
                partition 2 type=raid size=fill

            drive /dev/sdb table=dos active=1
                partition 1 type=linux size=1GiB
                partition 2 type=extended size=fill
                partition 5 type=raid size=300
                partition 6 type=c size=fill     # for nobody

            raid md0 level=1 members=sda2,sdb5 metadata=1.2 name="gold:0" uuid=11111111:22222222:33333333:44444444
            luks md0 opened=cr0 uuid=aaaaaaaa-2222-3333-4444-555555555555
            vg vg0 members=mapper/cr0 extent=4MiB
            lv vg0/root size=3000MiB
            lv vg0/home size=fill stripes=1

            volume sda1 type=vfat id=1234-ABCD mount=/boot/efi
            volume sdb1 type=ext4 id=bbbbbbbb-2222-3333-4444-555555555555 label="my \\"boot\\" # 1" mount="/my boot" used=123456789
            volume vg0/root type=ext4 mount=/
            volume vg0/home type=btrfs id=cccccccc-2222-3333-4444-555555555555
                subvolume @home mount=/home
                subvolume @snap
            """;

    private static final UUID ROOT = new UUID(0, 1);

    @Test
    void a_description_says_all_that_a_disk_plan_has() throws PlanException {
        DiskPlan plan = DescriptionParser.parse(SERVER, SeedPlans.countedUuids());

        assertThat(plan.drives().get(0).table().entries())
                .containsExactly(
                        new PartitionEntry(
                                1,
                                Level.PRIMARY,
                                PartitionType.GPT_ESP,
                                OptionalLong.of(512),
                                Optional.of("EFI System"),
                                Optional.of(UUID.fromString("11111111-2222-3333-4444-555555555555"))),
                        new PartitionEntry(2, Level.PRIMARY, PartitionType.GPT_RAID, OptionalLong.empty()));
        assertThat(plan.drives().get(1).drive()).isEqualTo("sdb");
        assertThat(plan.drives().get(1).bootable()).isEqualTo(OptionalInt.of(1));
        assertThat(plan.drives().get(1).table().descLines())
                .containsExactly("type83 1024", "type5 fill", "logical typefd 300", "logical typec fill");
        assertThat(plan.layers())
                .containsExactly(
                        new StorageLayer.RaidArray(
                                new DeviceName("md0"),
                                "1",
                                List.of(new DeviceName("sda2"), new DeviceName("sdb5")),
                                OptionalLong.empty(),
                                "1.2",
                                Optional.of("gold:0"),
                                Optional.of("11111111:22222222:33333333:44444444")),
                        new StorageLayer.LuksContainer(
                                new DeviceName("md0"), "cr0", Optional.of("aaaaaaaa-2222-3333-4444-555555555555")),
                        new StorageLayer.VolumeGroup("vg0", List.of(new DeviceName("mapper/cr0")), 4096),
                        new StorageLayer.LogicalVolume("vg0", "root", OptionalLong.of(3000), 1),
                        new StorageLayer.LogicalVolume("vg0", "home", OptionalLong.empty(), 1));
        assertThat(plan.volumes())
                .contains(
                        new Volume(
                                new DeviceName("sdb1"),
                                FileSystemType.EXT4,
                                Optional.of("/my boot"),
                                "bbbbbbbb-2222-3333-4444-555555555555",
                                Optional.of("my \"boot\" # 1"),
                                List.of(),
                                OptionalLong.of(123456789)),
                        new Volume(
                                new DeviceName("vg0/root"),
                                FileSystemType.EXT4,
                                Optional.of("/"),
                                ROOT.toString(),
                                Optional.empty()),
                        new Volume(
                                new DeviceName("vg0/home"),
                                FileSystemType.BTRFS,
                                Optional.empty(),
                                "cccccccc-2222-3333-4444-555555555555",
                                Optional.empty(),
                                List.of(
                                        new Volume.Subvolume("@home", Optional.of("/home")),
                                        new Volume.Subvolume("@snap", Optional.empty())),
                                OptionalLong.empty()));
    }

    @Test
    void what_is_written_is_read_as_it_was() throws PlanException {
        DiskPlan plan = DescriptionParser.parse(SERVER, SeedPlans.countedUuids());

        String text = DescriptionText.of(plan);

        assertThat(DescriptionParser.recognises(text)).isTrue();
        assertThat(DescriptionParser.parse(text, SeedPlans.countedUuids())).isEqualTo(plan);
        assertThat(DescriptionText.of(DescriptionParser.parse(text, SeedPlans.countedUuids())))
                .isEqualTo(text);
    }

    @Test
    void any_label_name_and_mount_point_comes_back() throws PlanException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            String odd = odd(random);
            Volume volume = new Volume(
                    new DeviceName("sda1"),
                    FileSystemType.BTRFS,
                    Optional.of("/" + odd),
                    ROOT.toString(),
                    Optional.of(odd),
                    List.of(new Volume.Subvolume("x" + odd, Optional.empty())),
                    OptionalLong.of(random.nextInt(1 << 30)));
            PartitionEntry entry = new PartitionEntry(
                    1,
                    Level.PRIMARY,
                    PartitionType.GPT_LINUX,
                    OptionalLong.of(1 + random.nextInt(1 << 20)),
                    Optional.of(odd),
                    Optional.empty());
            DrivePlan drive =
                    new DrivePlan("sda", new PartitionTable(DiskLabel.GPT, List.of(entry)), OptionalInt.empty());
            DiskPlan plan = new DiskPlan(List.of(drive), List.of(), List.of(volume));

            assertThat(DescriptionParser.parse(DescriptionText.of(plan), SeedPlans.countedUuids()))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(plan);
        }
    }

    private static String odd(Random random) {
        String alphabet = "ab \"\\#=\n\t\réÿ/@-";
        StringBuilder text = new StringBuilder("o");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drive sda table=dos | true",
                "'\n# x\n   drive\tsda' | true",
                "linux 3500 | false",
                "logical drive | false",
                "drives sda | false",
                "'' | false"
            })
    void the_formats_are_told_by_their_first_word(String text, boolean full) {
        assertThat(DescriptionParser.recognises(text)).isEqualTo(full);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "partition 1 type=linux size=1 | line 1: a partition stands behind its drive",
                "drive | line 1: expected the name of the drive",
                "drive sda | line 1: expected table=...",
                "drive sda table=bsd | line 1: table=bsd (expected dos or gpt)",
                "drive s?a table=gpt | line 1: 's?a' is no name of a block device",
                "drive sda table=gpt active=1 | line 1: active= is for a dos table",
                "drive sda table=gpt gap=1 | line 1: unknown key 'gap'",
                "drive sda x table=gpt | line 1: 'x' is too much",
                "drive sda table=gpt table=gpt | line 1: table= is said twice",
                "drive sda table=gpt \"x | line 1: cannot be read from '\"x'",
                "drive sda table=dos active=2~partition 1 type=linux size=1 | drive sda: active=2 is no primary partition",
                "drive sda table=gpt | drive sda has no partition",
                "drive sda table=gpt~drive sda table=gpt | line 2: drive sda is described twice",
                "drive sda table=gpt~hole 1 | line 2: unknown word 'hole' (expected drive, partition, raid, luks, vg, lv, volume or subvolume)",
                "drive sda table=gpt~type=linux | line 2: expected drive, partition, raid, luks, vg, lv, volume or subvolume",
                "drive sda table=gpt~partition x type=linux size=1 | line 2: partition=x is no number",
                "drive sda table=gpt~partition 0 type=linux size=1 | line 2: partition 0 (expected 1 to 128)",
                "drive sda table=gpt~partition 1 size=1 | line 2: expected type=...",
                "drive sda table=gpt~partition 1 type=83 size=1 | line 2: type 83 does not fit a gpt table",
                "drive sda table=dos~partition 1 type=bios-boot size=1 | line 2: 'bios-boot' is no partition type",
                "drive sda table=dos~partition 1 type=0fc63daf-8483-4772-8e79-3d69d8477de4 size=1 | line 2: type 0fc63daf-8483-4772-8e79-3d69d8477de4 does not fit a dos table",
                "drive sda table=gpt~partition 1 type=linux | line 2: expected size=...",
                "drive sda table=gpt~partition 1 type=linux size=0 | line 2: size=0 is no size (expected e.g. 512MiB or 20GiB)",
                "drive sda table=gpt~partition 1 type=linux size=9KB | line 2: size=9KB is no size (expected e.g. 512MiB or 20GiB)",
                "drive sda table=gpt~partition 1 type=linux size=9KiB | line 2: size=9KiB is no whole number of MiB",
                "drive sda table=gpt~partition 1 type=linux size=1 uuid=1-2-3-4-5 | line 2: uuid=1-2-3-4-5 is no UUID",
                "drive sda table=dos~partition 1 type=linux size=1 name=x | line 2: name= and uuid= are for a gpt table",
                "drive sda table=dos~partition 5 type=linux size=1 | line 2: a logical partition needs an extended one before it",
                "drive sda table=dos~partition 5 type=extended size=1 | line 2: the extended partition has a number from 1 to 4",
                "drive sda table=dos~partition 1 type=extended size=1~partition 2 type=f size=1 | line 3: a drive has one extended partition",
                "drive sda table=gpt~partition 1 type=linux size=1~partition 1 type=linux size=1 | line 3: partition 1 is described twice",
                "drive sda table=gpt~partition 1 type=linux size=fill~partition 2 type=linux size=1 | line 3: nothing is left after partition 1, which takes all",
                "raid md0 level=7 members=sda1 | line 3: level=7 (expected linear, 0, 1, 4, 5, 6 or 10)",
                "raid md0 level=5 members=sda1 | line 3: level 5 needs 2 members",
                "raid md0 level=1 members=sda1 metadata=2 | line 3: metadata=2 (expected 0.90, 1.0, 1.1 or 1.2)",
                "raid md0 level=1 members=sda1 uuid=x | line 3: uuid= has the form 12345678:12345678:12345678:12345678",
                "raid md0 level=1 members=sda1,sda1 | line 3: sda1 is used already",
                "raid md0 level=1 members=sda1 chunk=x | line 3: chunk=x is no size (expected e.g. 512MiB or 20GiB)",
                "raid sda1 level=1 members=sda1 | line 3: sda1 is described twice",
                "luks sda1 | line 3: expected opened=...",
                "luks sda1 opened=c uuid=x | line 3: uuid=x is no UUID",
                "luks sda2 opened=c | line 3: sda2 is not described before this line",
                "vg v? members=sda1 | line 3: 'v?' is no name of a volume group",
                "vg v | line 3: expected members=...",
                "lv v/a size=1 | line 3: volume group v is not described before this line",
                "lv v size=1 | line 3: a logical volume is called GROUP/NAME",
                "vg v members=sda1~lv v/a size=fill~lv v/b size=1 | line 5: nothing is left in volume group v: a line before takes all",
                "vg v members=sda1~lv v/a size=1 stripes=2 | line 4: stripes=2 does not fit the volume group",
                "vg v members=sda1~lv v/a size=1~lv v/a size=1 | line 5: v/a is described twice",
                "volume sda1 type=ntfs | line 3: type=ntfs (expected one of ext2, ext3, ext4, xfs, btrfs, jfs, f2fs, reiserfs, vfat, swap)",
                "volume sda1 type=ext4 id=1234-ABCD | line 3: id=1234-ABCD is no id of ext4",
                "volume sda1 type=ext4 mount=home | line 3: not an absolute mount point: home",
                "volume sda1 type=swap mount=/home | line 3: swap has no mount point: sda1",
                "volume sda1 type=ext4 used=1GiB | line 3: used=1GiB is no number",
                "volume sda1 type=ext4~volume sda1 type=ext4 | line 4: sda1 is used already",
                "vg v members=sda1~lv v/a size=1~lv v/b size=1~volume v/a type=ext4 mount=/a~volume v/b type=ext4 mount=/a | line 7: two file systems are mounted at /a",
                "volume sda1 type=ext4~subvolume a | line 4: a subvolume stands behind its btrfs volume",
                "volume sda1 type=btrfs~subvolume /a | line 4: not a path of a subvolume: /a",
                "volume sda1 type=btrfs~subvolume a~subvolume a | line 5: subvolume a is described twice"
            })
    void a_problem_is_told_with_its_line(String text, String problem) {
        String before =
                text.matches("(drive|partition).*") ? "" : "drive sda table=gpt\npartition 1 type=linux size=9\n";

        assertThat(problems(before + text.replace("~", "\n"))).contains(problem);
    }

    @Test
    void every_problem_is_told_at_once() {
        assertThat(problems("drive sda table=gpt\npartition 1 type=linux size=x\nvolume sda9 type=ext4\n"))
                .containsExactly(
                        "line 2: size=x is no size (expected e.g. 512MiB or 20GiB)",
                        "line 3: sda9 is not described before this line");
        assertThat(problems("")).containsExactly("the description has no drive");
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(PlanException.class, () -> DescriptionParser.parse(text, SeedPlans.countedUuids()))
                .problems();
    }
}
