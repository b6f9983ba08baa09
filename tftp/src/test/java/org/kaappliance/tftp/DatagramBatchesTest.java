package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatagramBatchesTest {
    private final DatagramBatches batches = new DatagramBatches(576, 32);

    @Test
    void a_storm_is_taken_in_with_few_calls_and_a_lone_client_with_small_ones() {
        var reads = batches.newHandle();
        assertThat(reads.guess()).isEqualTo(2 * 576);
        reads.lastBytesRead(2 * 576);
        reads.lastBytesRead(8 * 576);
        assertThat(reads.guess()).isEqualTo(32 * 576);
        reads.lastBytesRead(32 * 576);
        assertThat(reads.guess()).isEqualTo(32 * 576);
        for (int i = 0; i < 5; i++) {
            reads.lastBytesRead(576);
        }
        assertThat(reads.guess()).isEqualTo(2 * 576);
        reads.lastBytesRead(-1);
        assertThat(reads.guess()).isEqualTo(2 * 576);
    }

    @Test
    void a_batch_that_is_half_full_is_kept() {
        assertThat(batches.next(8, 4)).isEqualTo(8);
    }
}
