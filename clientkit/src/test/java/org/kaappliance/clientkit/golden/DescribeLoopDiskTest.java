package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** Real partition tables on a loop device. */
@Timeout(60)
class DescribeLoopDiskTest {
    @TempDir
    private Path dir;

    private String loop;

    @BeforeEach
    void attach() throws IOException {
        try (RandomAccessFile image = new RandomAccessFile(dir.resolve("disk").toFile(), "rw")) {
            image.setLength(400L << 20);
        }
        loop = new ThisHost()
                .output("losetup", "--find", "--show", dir.resolve("disk").toString())
                .strip()
                .substring("/dev/".length());
    }

    @AfterEach
    void detach() throws IOException {
        new ThisHost().output("losetup", "--detach", "/dev/" + loop);
    }

    private void table(String script) throws Exception {
        Process sfdisk = new ProcessBuilder("sfdisk", "-q", "--no-reread", "--no-tell-kernel", "/dev/" + loop)
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (OutputStream in = sfdisk.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(sfdisk.waitFor()).isZero();
    }

    private GoldenDescription describe() throws Exception {
        return GoldenDescription.ofThisHost(Set.of(loop));
    }

    @Test
    void a_gpt_is_described_and_read_again_as_it_is() throws Exception {
        table("""
                label: gpt
                size=32MiB, type=U, name="EFI System", uuid=6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a02
                size=1MiB, type=21686148-6449-6E6F-744E-656564454649, uuid=6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a03
                size=16MiB, type=S, name="é", uuid=6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a04
                type=L, uuid=6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a05
                """);

        String text = describe().full();

        assertThat(DescriptionParser.parse(text, SeedPlans.countedUuids()))
                .isEqualTo(new DiskPlan(
                        List.of(new DrivePlan(
                                loop,
                                new PartitionTable(
                                        DiskLabel.GPT,
                                        List.of(
                                                entry(1, PartitionType.GPT_ESP, 32, "EFI System"),
                                                entry(2, PartitionType.GPT_BIOS_BOOT, 1, null),
                                                entry(3, PartitionType.GPT_SWAP, 16, "é"),
                                                entry(4, PartitionType.GPT_LINUX, 0, null))),
                                OptionalInt.empty())),
                        List.of(),
                        List.of()));
        assertThat(catchThrowableOfType(PlanException.class, () -> describe().desc()))
                .hasMessage("drive " + loop + " has a GPT, and this format describes an MBR: use --full");
    }

    private static PartitionEntry entry(int number, PartitionType type, long mebibytes, String name) {
        return new PartitionEntry(
                number,
                Level.PRIMARY,
                type,
                mebibytes == 0 ? OptionalLong.empty() : OptionalLong.of(mebibytes),
                Optional.ofNullable(name),
                Optional.of(UUID.fromString("6f3c1d10-0b7e-4a7b-9c5f-0d2a6f1e5a0" + (number + 1))));
    }

    @Test
    void an_mbr_is_described_as_the_seed_did() throws Exception {
        table(
                "label: dos\nsize=16MiB, type=82\nsize=64MiB, type=83, bootable\ntype=5\nsize=100MiB, type=8e\ntype=83\n");

        String desc = describe().desc();

        assertThat(desc)
                .isEqualTo("# drive " + loop + "\n"
                        + "swap 16                  # " + loop + "p1\n"
                        + "linux 64                 # " + loop + "p2\n"
                        + "extended fill            # " + loop + "p3\n"
                        + "logical type8e 100       # " + loop + "p5\n"
                        + "logical linux fill       # " + loop + "p6\n");
        PartitionTable table = PartitionTable.parseDesc(desc);
        DiskPlan full = DescriptionParser.parse(describe().full(), SeedPlans.countedUuids());
        assertThat(full.drives()).containsExactly(new DrivePlan(loop, table, OptionalInt.of(2)));
    }

    private void shell(String script) throws IOException {
        new ThisHost().output("sh", "-ec", script.replace("$L", "/dev/" + loop).replace("$D", dir.toString()));
    }

    @Test
    void mounted_file_systems_are_described_with_what_is_in_use() throws Exception {
        table("label: gpt\nsize=64MiB, type=L\nsize=16MiB, type=S\ntype=L\n");
        shell("partx --update $L; for n in 1 2 3; do until [ -e $Lp$n ]; do :; done; done");
        shell("mkfs.ext4 -q -F -U 11111111-2222-3333-4444-555555555555 -L 'my root' $Lp1; mkdir '$D/a b' $D/home;"
                + " mkswap -q -U 22222222-2222-3333-4444-555555555555 $Lp2;"
                + " mkfs.btrfs -q -f -U 33333333-2222-3333-4444-555555555555 $Lp3");
        try {
            shell("mount $Lp1 '$D/a b'; head -c 20M /dev/urandom > '$D/a b/file'; sync; mount $Lp3 $D/home;"
                    + " btrfs -q subvolume create $D/home/@home; umount $D/home; mount -o subvol=@home $Lp3 $D/home");

            List<Volume> volumes = DescriptionParser.parse(describe().full(), SeedPlans.countedUuids())
                    .volumes();

            assertThat(volumes).extracting(Volume::id).allMatch(id -> id.endsWith("-2222-3333-4444-555555555555"));
            assertThat(volumes)
                    .extracting(Volume::type)
                    .containsExactly(FileSystemType.EXT4, FileSystemType.SWAP, FileSystemType.BTRFS);
            assertThat(volumes.get(0).mountPoint()).contains(dir + "/a b");
            assertThat(volumes.get(0).label()).contains("my root");
            assertThat(volumes.get(0).usedBytes().orElseThrow()).isBetween(20L << 20, 40L << 20);
            assertThat(volumes.get(2).subvolumes())
                    .containsExactly(new Volume.Subvolume("@home", Optional.of(dir + "/home")));
        } finally {
            shell("umount '$D/a b' $D/home; partx --delete $L || true");
        }
    }

    @Test
    void what_the_seeds_format_cannot_say_is_told() throws Exception {
        table("label: dos\n2 : start=2048, size=10MiB, type=83\n1 : start=40960, size=10MiB, type=83\n");

        assertThat(catchThrowableOfType(PlanException.class, () -> describe().desc()))
                .hasMessage("the partitions of " + loop
                        + " stand in the order [2, 1], which this format cannot say: use --full");
    }

    @Test
    void a_drive_that_is_not_there_or_has_no_table_is_told() {
        assertThat(catchThrowableOfType(PlanException.class, () -> GoldenDescription.ofThisHost(Set.of("sdzz"))))
                .hasMessageStartingWith("there is no drive sdzz here (found: ");
        assertThat(catchThrowableOfType(PlanException.class, this::describe))
                .hasMessageStartingWith("drive " + loop + " cannot be described: ")
                .hasMessageContaining("does not contain a recognized partition table");
    }
}
