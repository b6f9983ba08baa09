package org.kaappliance.relay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.Message.Pace;

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
        Cursor cursor = window.open(0, Long.MAX_VALUE / 2, Pace.HOLDS);
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
        Cursor child = window.open(0, 2L * CHUNK, Pace.HOLDS);
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
        Cursor sink = window.open(0, Long.MAX_VALUE / 2, Pace.HOLDS);
        int taken = 0;
        while (window.canTake(CHUNK)) {
            put(window, CHUNK, taken++);
        }
        assertThat(taken).isEqualTo(6);
        assertThat(window.oldest()).isZero();
        assertThat(window.at(sink)).isPresent();
    }

    @Test
    void a_reader_may_begin_at_any_byte_of_the_window_and_gets_the_rest_of_that_block_with_its_own_checksum() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        Random random = new Random(4);
        byte[] stream = new byte[9 * CHUNK];
        for (int i = 0; window.end() < stream.length; i++) {
            int room = CHUNK - (int) (window.end() % CHUNK);
            int length = Math.min(room, BlockHeader.MIN_BLOCK_BYTES + random.nextInt(CHUNK));
            int at = (int) window.end();
            put(window, length, i);
            Cursor whole = window.open(at, CHUNK, Pace.MAY_FALL_BEHIND);
            window.at(whole).orElseThrow().payload().get(stream, at, length);
            window.close(whole);
            whole.letGo();
        }
        assertThat(window.oldest()).isEqualTo(5L * CHUNK);
        for (int i = 0; i < 2000; i++) {
            int position = (int) window.oldest() + random.nextInt(4 * CHUNK);
            Cursor cursor = window.open(position, CHUNK, Pace.MAY_FALL_BEHIND);
            Slice slice = window.at(cursor).orElseThrow();
            int length = slice.header().length();
            assertThat(slice.header().offset()).isEqualTo(position);
            assertThat(slice.payload()).isEqualTo(ByteBuffer.wrap(stream, position, length));
            assertThat(BlockHeader.crcOf(slice.payload()))
                    .isEqualTo(slice.header().crc());
            cursor.letGo();
            window.close(cursor);
        }
    }

    @Test
    void a_reader_that_is_behind_the_window_is_overrun_and_one_ahead_of_it_waits() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        Cursor slow = window.open(100, CHUNK, Pace.MAY_FALL_BEHIND);
        Cursor ahead = window.open(4L * CHUNK + 7, CHUNK, Pace.MAY_FALL_BEHIND);
        fillChunks(window, 4);
        assertThat(window.isOverrun(slow)).isFalse();
        assertThat(window.at(ahead)).isEmpty();
        assertThat(window.canTake(CHUNK)).as("neither holds").isTrue();
        put(window, CHUNK, 4);
        assertThat(window.isOverrun(slow)).isTrue();
        assertThat(window.at(slow)).isEmpty();
        assertThat(window.at(ahead).orElseThrow().header().length()).isEqualTo(CHUNK - 7);
    }

    @Test
    void a_child_behind_the_window_holds_the_writer_from_when_it_is_back_in_it() {
        BlockWindow window = new BlockWindow(8L * CHUNK);
        fillChunks(window, 12);
        Cursor cursor = window.open(0, 2L * CHUNK, Pace.HOLDS);
        assertThat(window.canTake(CHUNK)).as("it is served from elsewhere").isTrue();
        cursor.moveTo(window.oldest());
        assertThat(window.canTake(CHUNK)).isFalse();
        cursor.pace(Pace.MAY_FALL_BEHIND);
        assertThat(window.canTake(CHUNK)).isTrue();
    }

    @Test
    void what_is_being_read_stays_as_it_is_though_the_writer_comes_round() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        Cursor slow = window.open(0, CHUNK, Pace.MAY_FALL_BEHIND);
        fillChunks(window, 1);
        Slice slice = window.at(slow).orElseThrow();
        fillChunks(window, 20);
        assertThat(BlockHeader.crcOf(slice.payload())).isEqualTo(slice.header().crc());
        slow.letGo();
        assertThat(window.at(slow)).isEmpty();
    }

    @Test
    void a_peer_that_sends_too_many_short_blocks_is_seen_before_the_index_is_full() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        int blocks = 0;
        while (window.hasIndexRoom()) {
            put(window, 1, blocks++);
        }
        assertThat(blocks).isEqualTo(Chunk.MAX_BLOCKS);
    }

    @Test
    void a_reader_that_waits_at_the_end_of_all_positions_does_not_hold_the_writer_back() {
        BlockWindow window = new BlockWindow(64L * CHUNK);
        Cursor far = window.open(0, 2L * CHUNK, Pace.HOLDS);
        far.moveTo(Long.MAX_VALUE);
        fillChunks(window, 20);
        assertThat(window.canTake(CHUNK)).isTrue();
        assertThat(window.at(far)).isEmpty();
    }

    @Test
    void a_closed_cursor_that_was_overtaken_reads_nothing() {
        BlockWindow window = new BlockWindow(4L * CHUNK);
        Cursor cursor = window.open(0, CHUNK, Pace.HOLDS);
        window.close(cursor);
        fillChunks(window, 9);
        assertThat(window.at(cursor)).isEmpty();
    }
}
