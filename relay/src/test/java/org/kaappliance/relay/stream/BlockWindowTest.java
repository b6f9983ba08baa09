package org.kaappliance.relay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.BlockHeader;

class BlockWindowTest {
    private static final int CHUNK = BlockWindow.CHUNK_BYTES;

    private static void put(BlockWindow window, int length, int seed) {
        ByteBuffer slot = window.reserve(length);
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        slot.put(bytes);
        window.commit(length, BlockHeader.crcOf(slot.flip()));
    }

    private static void fillChunks(BlockWindow window, int count) {
        for (int i = 0; i < count; i++) {
            put(window, CHUNK, i);
        }
    }

    @Test
    void a_reader_gets_each_block_as_it_was_written_though_the_ring_turns_many_times() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        Cursor cursor = window.open(0, Long.MAX_VALUE / 2);
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            int room = CHUNK - (int) (window.end() % CHUNK);
            int length = Math.min(room, BlockHeader.MIN_BLOCK_BYTES + random.nextInt(CHUNK));
            assertThat(window.hasIndexRoom()).isTrue();
            assertThat(window.canTake(length)).isTrue();
            put(window, length, i);
            Slice slice = window.at(cursor).orElseThrow();
            assertThat(slice.header().length()).isEqualTo(length);
            assertThat(BlockHeader.crcOf(slice.payload()))
                    .isEqualTo(slice.header().crc());
            cursor.moveTo(slice.header().offset() + length);
            assertThat(window.at(cursor)).isEmpty();
        }
    }

    @Test
    void the_writer_waits_for_a_reader_that_is_behind_by_its_allowance() {
        BlockWindow window = new BlockWindow(64L * CHUNK);
        Cursor child = window.open(0, 2L * CHUNK);
        fillChunks(window, 2);
        assertThat(window.canTake(CHUNK)).isFalse();
        child.moveTo(CHUNK);
        assertThat(window.canTake(CHUNK)).isTrue();
        window.close(child);
        fillChunks(window, 20);
        assertThat(window.canTake(CHUNK)).isTrue();
    }

    @Test
    void the_sink_may_be_behind_by_almost_the_window_and_its_bytes_are_never_overwritten() {
        BlockWindow window = new BlockWindow(8L * CHUNK);
        Cursor sink = window.open(0, Long.MAX_VALUE / 2);
        int taken = 0;
        while (window.canTake(CHUNK)) {
            put(window, CHUNK, taken++);
        }
        assertThat(taken).isEqualTo(6);
        assertThat(window.oldest()).isZero();
        assertThat(window.at(sink)).isPresent();
    }

    @Test
    void a_place_is_found_again_only_while_it_is_in_the_window_and_where_a_block_starts() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        fillChunks(window, 3);
        put(window, 5000, 9);
        assertThat(window.canReadFrom(0)).isTrue();
        assertThat(window.canReadFrom(100)).isFalse();
        assertThat(window.canReadFrom(3L * CHUNK)).isTrue();
        assertThat(window.canReadFrom(3L * CHUNK + 5000)).isTrue();
        assertThat(window.canReadFrom(99L * CHUNK)).as("may still come").isTrue();
        put(window, CHUNK - 5000, 10);
        fillChunks(window, 1);
        assertThat(window.oldest()).isEqualTo(CHUNK);
        assertThat(window.canReadFrom(0)).isFalse();
        assertThat(window.canReadFrom(CHUNK)).isTrue();
    }

    @Test
    void a_peer_that_sends_too_many_short_blocks_is_seen_before_the_index_is_full() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        int blocks = 0;
        while (window.hasIndexRoom()) {
            put(window, 1, blocks++);
        }
        assertThat(blocks).isEqualTo(BlockWindow.MAX_BLOCKS_A_CHUNK);
    }

    @Test
    void a_reader_that_waits_at_the_end_of_all_positions_does_not_hold_the_writer_back() {
        BlockWindow window = new BlockWindow(64L * CHUNK);
        Cursor far = window.open(0, 2L * CHUNK);
        far.moveTo(Long.MAX_VALUE);
        fillChunks(window, 20);
        assertThat(window.canTake(CHUNK)).isTrue();
        assertThat(window.at(far)).isEmpty();
    }

    @Test
    void a_closed_cursor_that_was_overtaken_reads_nothing() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        Cursor cursor = window.open(0, CHUNK);
        window.close(cursor);
        fillChunks(window, 9);
        assertThat(window.at(cursor)).isEmpty();
    }
}
