package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of blocks (RFC 7440); time is a number. */
class WindowTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final Effect READY = new Effect.Ready();

    private long now;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 16, 64})
    void a_whole_window_leaves_before_an_ack_and_the_next_one_after_it(int window) {
        Transfer transfer = transfer(1_000_000, window);
        assertThat(blocks(transfer)).isEqualTo(range(1, window));
        assertThat(ack(transfer, window)).isEqualTo(READY);
        assertThat(blocks(transfer)).isEqualTo(range(window + 1, 2 * window));
    }

    @Test
    void a_window_may_leave_in_several_turns() {
        Transfer transfer = transfer(1_000_000, 16);
        assertThat(transfer.take(5, now)).isEqualTo(new Burst(1, 0, 5, 5120));
        assertThat(transfer.take(64, now)).isEqualTo(new Burst(6, 5120, 11, 11 * 1024));
        assertThat(transfer.hasMore()).isFalse();
    }

    @Test
    void the_last_window_ends_with_the_short_block() {
        Transfer transfer = transfer(10 * 1024, 8);
        assertThat(blocks(transfer)).isEqualTo(range(1, 8));
        ack(transfer, 8);
        assertThat(transfer.take(64, now)).isEqualTo(new Burst(9, 8192, 3, 2048));
        assertThat(ack(transfer, 11)).isEqualTo(new Effect.Finish());
    }

    @Test
    void an_ack_in_the_middle_of_the_window_says_what_is_missing_and_the_window_begins_there() {
        Transfer transfer = transfer(1_000_000, 8);
        blocks(transfer);
        assertThat(ack(transfer, 3)).isEqualTo(READY);
        assertThat(blocks(transfer)).isEqualTo(range(4, 11));
        assertThat(transfer.resentPackets()).isEqualTo(5);
    }

    @Test
    void the_last_ack_again_says_that_the_first_block_is_missing_and_is_believed_once() {
        Transfer transfer = transfer(1_000_000, 4);
        blocks(transfer);
        ack(transfer, 4);
        blocks(transfer);
        now += 10 * MILLI;
        assertThat(ack(transfer, 4)).isEqualTo(READY);
        assertThat(blocks(transfer)).isEqualTo(range(5, 8));
        now += 10 * MILLI;
        assertThat(ack(transfer, 4)).isInstanceOf(Effect.Ignore.class);
        assertThat(ack(transfer, 8)).isEqualTo(READY);
    }

    @Test
    void an_ack_that_the_network_doubled_makes_no_window_of_its_own() {
        Transfer transfer = transfer(1_000_000, 4);
        blocks(transfer);
        now += 10 * MILLI;
        ack(transfer, 4);
        blocks(transfer);
        now += MILLI; // much sooner than an answer to what has just left
        assertThat(ack(transfer, 4)).isInstanceOf(Effect.Ignore.class);
        assertThat(transfer.hasMore()).isFalse();
    }

    @Test
    void a_client_whose_repeated_acks_mean_nothing_is_not_believed_again() {
        Transfer transfer = transfer(1_000_000, 4);
        blocks(transfer);
        now += 10 * MILLI;
        ack(transfer, 4);
        blocks(transfer);
        now += 10 * MILLI;
        assertThat(ack(transfer, 4)).isEqualTo(READY); // the window leaves again
        blocks(transfer);
        now += MILLI;
        assertThat(ack(transfer, 8)).as("it had it all").isEqualTo(READY);
        blocks(transfer);
        now += 10 * MILLI;
        assertThat(ack(transfer, 8)).isInstanceOf(Effect.Ignore.class);
    }

    @Test
    void old_and_future_acks_change_nothing() {
        Transfer transfer = transfer(1_000_000, 4);
        blocks(transfer);
        ack(transfer, 4);
        blocks(transfer);
        for (int block : List.of(0, 1, 3, 9, 10, 100, 32768, 65535)) {
            assertThat(ack(transfer, block)).as("ACK %d", block).isInstanceOf(Effect.Ignore.class);
        }
        assertThat(transfer.hasMore()).isFalse();
        assertThat(ack(transfer, 8)).isEqualTo(READY);
    }

    @Test
    void a_lost_ack_makes_the_window_be_sent_again_and_the_late_ack_goes_behind_it() {
        Transfer transfer = transfer(1_000_000, 4);
        blocks(transfer);
        now += SECOND;
        assertThat(transfer.onTimer(now)).isEqualTo(READY);
        assertThat(transfer.take(2, now).firstBlock()).isEqualTo(1);
        assertThat(ack(transfer, 4)).isEqualTo(READY);
        assertThat(blocks(transfer)).isEqualTo(range(5, 8));
    }

    @Test
    void while_the_window_cannot_leave_no_timer_runs() {
        Transfer transfer = transfer(1_000_000, 8);
        transfer.take(3, now);
        now += 2 * SECOND;
        assertThat(transfer.onTimer(now)).isInstanceOf(Effect.Ignore.class);
    }

    @Test
    void loss_moves_the_blocks_apart_and_whole_windows_bring_them_together() {
        Transfer transfer = transfer(10_000_000, 16);
        int block = 0;
        for (int i = 0; i < 20; i++) {
            blocks(transfer);
            block += 8;
            ack(transfer, block);
        }
        transfer.take(64, now);
        assertThat(transfer.restUntilNanos() - now).isBetween(100_000L, MILLI);
        assertThat(transfer.hasMore()).as("not all at once").isTrue();
        blocks(transfer);
        block += 16;
        ack(transfer, block);
        for (int i = 0; i < 40; i++) {
            blocks(transfer);
            block += 16;
            ack(transfer, block);
        }
        assertThat(transfer.take(64, now).blocks()).isEqualTo(16);
        assertThat(transfer.restUntilNanos()).isEqualTo(now);
    }

    @Test
    void lock_step_is_never_paced() {
        Transfer transfer = transfer(1_000_000, 1);
        for (int i = 0; i < 5; i++) {
            blocks(transfer);
            now += 4 * SECOND;
            assertThat(transfer.onTimer(now)).isEqualTo(READY);
            transfer.take(1, now);
            assertThat(transfer.restUntilNanos()).isEqualTo(now);
            ack(transfer, i + 1);
        }
    }

    @Test
    void block_numbers_wrap_within_a_window() {
        Transfer transfer = transfer(1L << 30, 64);
        for (int block = 64; block < 65536; block += 64) {
            blocks(transfer);
            ack(transfer, block);
        }
        assertThat(transfer.take(64, now).firstBlock()).isEqualTo(65473);
        assertThat(ack(transfer, 0)).as("block 65536").isEqualTo(READY);
        assertThat(transfer.take(64, now)).isEqualTo(new Burst(1, 65536L * 1024, 64, 65536));
    }

    private Effect ack(Transfer transfer, int block) {
        return transfer.onAck(block, now);
    }

    /** Everything that may leave, as block numbers. */
    private List<Integer> blocks(Transfer transfer) {
        List<Integer> sent = new ArrayList<>();
        while (transfer.hasMore()) {
            now = Math.max(now, transfer.restUntilNanos());
            Burst burst = transfer.take(64, now);
            sent.addAll(range(burst.firstBlock(), burst.firstBlock() + burst.blocks() - 1));
        }
        return sent;
    }

    private static List<Integer> range(int first, int last) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    /** Blocks of 1024 bytes, the OACK acknowledged. */
    private Transfer transfer(long sizeBytes, int window) {
        List<RequestOption> options = List.of(
                new RequestOption("blksize", "1024"), new RequestOption("windowsize", Integer.toString(window)));
        TransferTerms terms = TransferTerms.negotiate(options, sizeBytes, Setups.bounds(Setups.resending(1000, 5)));
        Transfer transfer = new Transfer(terms, sizeBytes);
        transfer.start(now);
        transfer.take(1, now);
        now += SECOND / 1000;
        transfer.onAck(0, now);
        return transfer;
    }
}
