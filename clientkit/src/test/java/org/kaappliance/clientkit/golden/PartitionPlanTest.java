package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.ByteSize;

class PartitionPlanTest {
    /** The disk of the seed's fdisk listing. */
    private static final ByteSize SEED_DISK = new ByteSize(80_026_361_856L);

    @Test
    void the_seeds_golden_node_is_laid_out_to_the_sector() throws PlanException {
        assertThat(plan(SeedPlans.GUIBPIV, SEED_DISK, OptionalInt.of(2)).sfdiskScript())
                .isEqualTo("""
                        label: dos
                        unit: sectors

                        1 : start=2048, size=16369664, type=82
                        2 : start=16371712, size=61431808, type=83, bootable
                        3 : start=77803520, size=78497792, type=5
                        5 : start=77805568, size=78495744, type=83
                        """);
    }

    @Test
    void each_logical_partition_has_room_for_its_ebr_and_numbers_begin_at_5() throws PlanException {
        assertThat(plan(SeedPlans.FOUR_LINES, ByteSize.ofMebibytes(8000), OptionalInt.of(1))
                        .sfdiskScript())
                .contains("1 : start=2048, size=7168000, type=83, bootable\n")
                .contains("2 : start=7170048, size=9213952, type=5\n")
                .contains("5 : start=7172096, size=1024000, type=82\n")
                .contains("6 : start=8198144, size=8185856, type=83\n");
    }

    @Test
    void generated_sizes_that_leave_no_room_for_the_ebr_shrink_the_last_logical_partition() throws PlanException {
        PartitionPlan plan = plan(SeedPlans.GUIBPIV_GENERATED, SEED_DISK, OptionalInt.empty());

        assertThat(plan.partitions().get(2).sectors()).isEqualTo(38326 * 2048L);
        assertThat(plan.partitions().get(3).sectors()).isEqualTo(38325 * 2048L);
    }

    @Test
    void fill_takes_a_larger_disk_to_its_last_whole_mebibyte() throws PlanException {
        PartitionPlan plan = plan("linux fill", new ByteSize((100 << 20) + 700_000), OptionalInt.empty());

        assertThat(plan.partitions().get(0).endSector()).isEqualTo(100 * 2048);
    }

    @Test
    void fill_stops_where_the_numbers_of_an_mbr_end() throws PlanException {
        PartitionPlan plan = plan("linux fill", ByteSize.ofMebibytes(4 << 20), OptionalInt.empty());

        assertThat(plan.partitions().get(0).endSector()).isLessThan(1L << 32);
    }

    @Test
    void too_small_a_disk_is_an_error_with_both_sizes() {
        assertThat(problems(SeedPlans.GUIBPIV_GENERATED, ByteSize.ofMebibytes(40_000)))
                .containsExactly("the partitions need 76316 MiB, the disk has 40000 MiB (40000MiB)");
    }

    @Test
    void a_fill_that_gets_nothing_is_an_error() {
        assertThat(problems("linux 99\nswap fill", ByteSize.ofMebibytes(100)))
                .containsExactly("nothing is left for partition 2");
    }

    @Test
    void logical_partitions_that_do_not_fit_the_extended_one_are_an_error() {
        assertThat(problems("extended 50\nlogical linux 30\nlogical linux 30", ByteSize.ofMebibytes(100)))
                .containsExactly("the logical partitions need 62 MiB, the extended partition has 50 MiB");
    }

    @Test
    void a_gpt_has_names_identities_and_room_for_its_copy_at_the_end() throws PlanException {
        PartitionTable table = new PartitionTable(
                DiskLabel.GPT,
                List.of(
                        gpt(1, PartitionType.GPT_BIOS_BOOT, OptionalLong.of(1), ""),
                        gpt(2, PartitionType.GPT_ESP, OptionalLong.of(100), "EFI \"System\""),
                        gpt(3, PartitionType.GPT_LINUX, OptionalLong.empty(), "root")));

        assertThat(PartitionPlan.of(table, DiskGeometry.of(ByteSize.ofMebibytes(1000)), OptionalInt.of(3))
                        .sfdiskScript())
                .isEqualTo("""
                        label: gpt
                        unit: sectors

                        1 : start=2048, size=2048, type=21686148-6449-6e6f-744e-656564454649, uuid=00000000-0000-0001-0000-000000000001
                        2 : start=4096, size=204800, type=c12a7328-f81f-11d2-ba4b-00a0c93ec93b, uuid=00000000-0000-0001-0000-000000000002, name="EFI \\x22System\\x22"
                        3 : start=208896, size=1837056, type=0fc63daf-8483-4772-8e79-3d69d8477de4, uuid=00000000-0000-0001-0000-000000000003, name="root", attrs="LegacyBIOSBootable"
                        """);
    }

    @Test
    void sectors_of_4096_bytes_are_counted_as_such() throws PlanException {
        DiskGeometry disk = new DiskGeometry(ByteSize.ofMebibytes(1000), 4096);
        PartitionTable table = new PartitionTable(
                DiskLabel.GPT,
                List.of(
                        gpt(1, PartitionType.GPT_LINUX, OptionalLong.of(100), "a"),
                        gpt(2, PartitionType.GPT_LINUX, OptionalLong.empty(), "b")));

        assertThat(PartitionPlan.of(table, disk, OptionalInt.empty()).sfdiskScript())
                .contains("1 : start=256, size=25600,", "2 : start=25856, size=229888,");
        assertThat(PartitionPlan.of(
                                PartitionTable.parseDesc("extended fill\nlogical linux fill"),
                                disk,
                                OptionalInt.empty())
                        .sfdiskScript())
                .contains("1 : start=256, size=255744, type=5", "5 : start=512, size=255488, type=83");
    }

    @Test
    void an_mbr_is_refused_where_partitions_reach_beyond_its_numbers() {
        assertThat(problems("linux 1000000\nlinux 2000000", ByteSize.ofMebibytes(4 << 20)))
                .containsExactly(
                        "the partitions need 3000001 MiB, an MBR ends at 2097151 MiB: describe the drive as GPT");
    }

    @Test
    void an_mbr_reaches_eight_times_as_far_with_large_sectors() throws PlanException {
        DiskGeometry disk = new DiskGeometry(ByteSize.ofMebibytes(4 << 20), 4096);
        PartitionTable table = PartitionTable.parseDesc("linux 1000000\nlinux 2000000");

        assertThat(PartitionPlan.of(table, disk, OptionalInt.empty()).partitions())
                .extracting(PlannedPartition::startSector)
                .containsExactly(256L, 256_000_256L);
    }

    @Test
    void a_gpt_reaches_behind_2_tebibytes() throws PlanException {
        PartitionTable table = new PartitionTable(
                DiskLabel.GPT, List.of(gpt(1, PartitionType.GPT_LINUX, OptionalLong.of(3_000_000), "big")));

        assertThat(PartitionPlan.of(table, DiskGeometry.of(ByteSize.ofMebibytes(4 << 20)), OptionalInt.empty())
                        .partitions()
                        .get(0)
                        .sectors())
                .isEqualTo(3_000_000L * 2048);
    }

    @Test
    void a_type_of_the_other_table_is_an_error() {
        PartitionTable table =
                new PartitionTable(DiskLabel.GPT, List.of(gpt(1, PartitionType.LINUX, OptionalLong.of(10), "")));

        assertThat(catchThrowableOfType(
                                PlanException.class,
                                () -> PartitionPlan.of(table, DiskGeometry.of(SEED_DISK), OptionalInt.empty()))
                        .problems())
                .containsExactly("partition 1 has type 83, which a table of kind gpt does not know");
    }

    private static PartitionEntry gpt(int number, PartitionType type, OptionalLong mebibytes, String name) {
        return new PartitionEntry(
                number,
                PartitionEntry.Level.PRIMARY,
                type,
                mebibytes,
                Optional.of(name).filter(text -> !text.isEmpty()),
                Optional.of(new UUID(1, number)));
    }

    private static List<String> problems(String desc, ByteSize disk) {
        return catchThrowableOfType(PlanException.class, () -> plan(desc, disk, OptionalInt.empty()))
                .problems();
    }

    private static PartitionPlan plan(String desc, ByteSize disk, OptionalInt bootable) throws PlanException {
        return PartitionPlan.of(PartitionTable.parseDesc(desc), DiskGeometry.of(disk), bootable);
    }
}
