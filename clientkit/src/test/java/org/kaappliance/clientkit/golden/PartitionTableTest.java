package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

class PartitionTableTest {
    @Test
    void the_seeds_recommended_layout_is_read() throws PlanException {
        assertThat(PartitionTable.parseDesc(SeedPlans.FOUR_LINES).entries())
                .containsExactly(
                        new PartitionEntry(1, Level.PRIMARY, PartitionType.mbr(0x83), OptionalLong.of(3500)),
                        new PartitionEntry(2, Level.EXTENDED, PartitionType.mbr(0x05), OptionalLong.empty()),
                        new PartitionEntry(5, Level.LOGICAL, PartitionType.mbr(0x82), OptionalLong.of(500)),
                        new PartitionEntry(6, Level.LOGICAL, PartitionType.mbr(0x83), OptionalLong.empty()));
    }

    @Test
    void the_seeds_real_golden_node_is_read() throws PlanException {
        assertThat(PartitionTable.parseDesc(SeedPlans.GUIBPIV).descLines())
                .containsExactly("type82 7993", "type83 29996", "type5 fill", "logical type83 fill");
    }

    @Test
    void comments_blank_lines_case_and_hexadecimal_types_are_understood() throws PlanException {
        String text = "# all of it\n\n  Type83\t100 # root\n\ntype7 20\ntypeF fill\nlogical typefd 5\n";

        assertThat(PartitionTable.parseDesc(text).descLines())
                .containsExactly("type83 100", "type7 20", "typef fill", "logical typefd 5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux fill;swap 5 | line 2: nothing is left after 'fill' in line 1 (fill is the last of its level)",
                "extended fill;logical swap fill;logical linux 5 | line 3: nothing is left after 'fill' in line 2 (fill is the last of its level)",
                "linux 1;linux 1;linux 1;linux 1;linux 1 | line 5: more than 4 primary and extended partitions: make this one logical",
                "logical linux 5 | line 1: a logical partition needs an extended one before it",
                "extended 5;extended 5 | line 2: a drive has one extended partition, there is one in line 1",
                "extended 5;logical extended 5 | line 2: an extended partition is not logical",
                "ntfs 5 | line 1: 'ntfs' is no partition type (expected linux, swap, extended or typeXX, XX from 1 to ff)",
                "type0 5 | line 1: 'type0' is no partition type (expected linux, swap, extended or typeXX, XX from 1 to ff)",
                "linux 0 | line 1: '0' is no size (expected a number of megabytes or fill)",
                "linux 5G | line 1: '5G' is no size (expected a number of megabytes or fill)",
                "linux | line 1: expected '[logical] TYPE SIZE', got 'linux'",
                "# nothing | the description has no partition",
            })
    void an_error_names_its_line(String lines, String problem) {
        PlanException e =
                catchThrowableOfType(PlanException.class, () -> PartitionTable.parseDesc(lines.replace(';', '\n')));

        assertThat(e.problems())
                .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
                .containsExactly(problem);
    }

    @Test
    void all_errors_are_told_at_once() {
        PlanException e = catchThrowableOfType(
                PlanException.class, () -> PartitionTable.parseDesc("linux x\nlogical swap 5\nfoo 1\nlinux"));

        assertThat(e.problems())
                .hasSize(4)
                .extracting(p -> p.substring(0, 6))
                .isEqualTo(List.of("line 1", "line 2", "line 3", "line 4"));
    }
}
