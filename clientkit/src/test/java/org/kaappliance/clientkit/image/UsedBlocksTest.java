package org.kaappliance.clientkit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.image.UsedBlocks.Extent;

class UsedBlocksTest {
    private static final List<String> MAP = List.of(
            "# Domain logfile created by unset_name v0.3.23",
            "# current_pos  current_status",
            "0x00009000     ?",
            "#      pos        size  status",
            "0x00000000  0x00003000  +",
            "0x00003000  0x00001000  ?",
            "0x00004000  0x00002000  +",
            "0x00008000  0x00001000  ?");

    @Test
    void what_is_used_and_what_the_map_does_not_name_is_copied() throws Exception {
        assertThat(UsedBlocks.parse(MAP, 0x9200))
                .containsExactly(
                        new Extent(0, 0x3000),
                        new Extent(0x4000, 0x2000),
                        new Extent(0x6000, 0x2000),
                        new Extent(0x9000, 0x200));
    }

    @Test
    void a_map_that_does_not_fit_the_partition_is_an_error() {
        assertThatThrownBy(() -> UsedBlocks.parse(MAP, 0x8800)).hasMessageContaining("0x00008000  0x00001000");
        assertThatThrownBy(() -> UsedBlocks.parse(List.of("0x0 ?", "0x1000 0x1000 +", "0x0 0x1000 +"), 0x9000))
                .hasMessageContaining("0x0 0x1000 +");
        assertThatThrownBy(() -> UsedBlocks.parse(List.of("0x0 ?", "nonsense"), 0x9000))
                .hasMessage("not a line of a map of used blocks: nonsense");
    }
}
