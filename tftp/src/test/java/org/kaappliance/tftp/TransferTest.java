package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lock-step and what every transfer has in common; time is a number. Windows are in {@link WindowTest}. */
class TransferTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final TransferTerms.Bounds BOUNDS = Setups.bounds(Setups.resending(1000, 3));
    private static final RequestOption SIZE = new RequestOption("tsize", "0");
    private static final Effect READY = new Effect.Ready();

    @Test
    void without_options_the_first_block_is_the_answer() {
        Transfer transfer = transfer(1000);
        assertThat(transfer.start(0)).isEqualTo(READY);
        assertThat(transfer.take(64, 0)).isEqualTo(new Burst(1, 0, 1, 512));
        assertThat(transfer.hasMore()).isFalse();
    }

    @Test
    void with_options_the_oack_comes_first_and_its_ack_brings_block_one() {
        Transfer transfer = transfer(1000, SIZE, new RequestOption("blksize", "1408"));
        transfer.start(0);
        assertThat(transfer.take(64, 0)).isEqualTo(Burst.OACK);
        assertThat(transfer.hasMore()).isFalse();
        assertThat(transfer.onAck(0, 5)).isEqualTo(READY);
        assertThat(transfer.take(64, 5)).isEqualTo(new Burst(1, 0, 1, 1000));
        assertThat(transfer.onAck(1, 6)).isEqualTo(new Effect.Finish());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "1, 1, 1", "511, 1, 511", "512, 2, 0", "513, 2, 1", "1024, 3, 0", "5000, 10, 392"})
    void the_last_block_is_the_first_short_one(long sizeBytes, int blocks, int lastLengthBytes) {
        Transfer transfer = transfer(sizeBytes);
        transfer.start(0);
        for (int block = 1; block < blocks; block++) {
            assertThat(transfer.take(64, 0).lengthBytes()).isEqualTo(512);
            assertThat(transfer.onAck(block, 0)).isEqualTo(READY);
        }
        assertThat(transfer.take(64, 0).lengthBytes()).isEqualTo(lastLengthBytes);
        assertThat(transfer.onAck(blocks, 0)).isEqualTo(new Effect.Finish());
        assertThat(transfer.ackedBytes()).isEqualTo(sizeBytes);
    }

    @Test
    void a_client_that_never_answered_is_sent_the_packet_later_and_later_and_then_given_up() {
        Transfer transfer = transfer(1000);
        transfer.start(0);
        transfer.take(1, 0);
        for (long due : List.of(1, 3, 7)) {
            assertThat(transfer.onTimer(due * SECOND - 1)).isInstanceOf(Effect.Ignore.class);
            assertThat(transfer.onTimer(due * SECOND)).isEqualTo(READY);
            assertThat(transfer.take(1, due * SECOND)).isEqualTo(new Burst(1, 0, 1, 512));
        }
        assertThat(transfer.onTimer(11 * SECOND))
                .isEqualTo(new Effect.Abort(Effect.Abort.Cause.SILENCE, "no answer to block 1 of 2, sent 4 times"));
        assertThat(transfer.resentPackets()).isEqualTo(3);
    }

    @Test
    void a_client_whose_answer_time_is_known_is_sent_the_packet_after_that_but_is_not_given_up_sooner() {
        Transfer transfer = transfer(100_000);
        transfer.start(0);
        transfer.take(1, 0);
        transfer.onAck(1, MILLI);
        long sent = MILLI;
        transfer.take(1, sent);
        int resends = 0;
        long now = sent;
        Effect effect = READY;
        while (!(effect instanceof Effect.Abort)) {
            now += MILLI;
            effect = transfer.onTimer(now);
            if (effect instanceof Effect.Ready) {
                assertThat(now).as("first resend").isGreaterThanOrEqualTo(sent + 50 * MILLI);
                transfer.take(1, now);
                resends++;
            }
        }
        assertThat(now - sent).isBetween(11 * SECOND, 11 * SECOND + MILLI);
        assertThat(resends).isBetween(6, 9);
    }

    @Test
    void the_answer_time_of_a_block_that_was_sent_twice_is_not_believed() {
        Transfer transfer = transfer(100_000);
        transfer.start(0);
        transfer.take(1, 0);
        transfer.onTimer(SECOND);
        transfer.take(1, SECOND);
        transfer.onAck(1, SECOND + 1); // of the first one, or of the second?
        transfer.take(1, SECOND + 1);
        assertThat(transfer.onTimer(SECOND + 900 * MILLI)).isInstanceOf(Effect.Ignore.class);
    }

    @Test
    void a_timeout_that_the_client_set_is_kept_to_the_letter() {
        Transfer transfer = transfer(1000, new RequestOption("timeout", "2"));
        transfer.start(0);
        transfer.take(1, 0);
        transfer.onAck(0, MILLI);
        transfer.take(1, MILLI);
        for (int i = 1; i <= 3; i++) {
            long due = MILLI + 2 * i * SECOND;
            assertThat(transfer.onTimer(due - 1)).isInstanceOf(Effect.Ignore.class);
            assertThat(transfer.onTimer(due)).isEqualTo(READY);
            transfer.take(1, due);
        }
        assertThat(transfer.onTimer(MILLI + 8 * SECOND)).isInstanceOf(Effect.Abort.class);
    }

    @Test
    void the_clock_may_overflow() {
        Transfer transfer = transfer(1000);
        transfer.start(Long.MAX_VALUE - 5);
        transfer.take(1, Long.MAX_VALUE - 5);
        assertThat(transfer.onTimer(Long.MAX_VALUE - 1)).isInstanceOf(Effect.Ignore.class);
        assertThat(transfer.onTimer(Long.MAX_VALUE - 5 + SECOND)).isEqualTo(READY);
    }

    @Test
    void a_lost_ack_makes_the_block_be_sent_again_and_its_two_acks_move_on_once() {
        Transfer transfer = transfer(2000);
        transfer.start(0);
        transfer.take(1, 0);
        transfer.onTimer(SECOND);
        assertThat(transfer.take(1, SECOND).firstBlock()).isEqualTo(1);
        assertThat(transfer.onAck(1, 2 * SECOND)).isEqualTo(READY);
        assertThat(transfer.take(1, 2 * SECOND).firstBlock()).isEqualTo(2);
        assertThat(transfer.onAck(1, 2 * SECOND)).isInstanceOf(Effect.Ignore.class);
        assertThat(transfer.onAck(2, 2 * SECOND)).isEqualTo(READY);
        assertThat(transfer.take(1, 2 * SECOND).firstBlock()).isEqualTo(3);
    }

    @Test
    void block_numbers_wrap_to_zero_and_the_offset_goes_on() {
        long sizeBytes = 5L << 30;
        Transfer transfer = transfer(sizeBytes, new RequestOption("blksize", "1408"));
        transfer.start(0);
        transfer.take(1, 0);
        Effect effect = transfer.onAck(0, 0);
        long block = 0;
        while (effect.equals(READY)) {
            block++;
            Burst burst = transfer.take(64, 0);
            if (burst.firstBlock() != (block & 0xffff) || burst.offsetBytes() != (block - 1) * 1408) {
                fail("block " + block + " went out as " + burst); // four million blocks: no assertion object for each
            }
            effect = transfer.onAck(burst.firstBlock(), 0);
        }
        assertThat(effect).isEqualTo(new Effect.Finish());
        assertThat(block).isEqualTo(sizeBytes / 1408 + 1);
    }

    @Test
    void an_error_right_after_the_size_was_told_is_a_probe() {
        for (int code : List.of(0, 8)) {
            Transfer transfer = transfer(1000, SIZE);
            transfer.start(0);
            transfer.take(1, 0);
            assertThat(cause(transfer.onError(code, "User aborted"))).isEqualTo(Effect.Abort.Cause.PROBE);
        }
    }

    @Test
    void any_other_error_ends_the_transfer_as_the_clients_wish() {
        Transfer midway = transfer(1000, SIZE);
        midway.start(0);
        midway.take(1, 0);
        midway.onAck(0, 0);
        assertThat(midway.onError(8, "")).isEqualTo(new Effect.Abort(Effect.Abort.Cause.CLIENT, "client sent error 8"));
        Transfer full = transfer(1000, SIZE);
        full.start(0);
        assertThat(cause(full.onError(3, "Disk full"))).isEqualTo(Effect.Abort.Cause.CLIENT);
    }

    @Test
    void a_repeated_request_brings_the_first_packet_again() {
        Transfer transfer = transfer(1000, SIZE);
        transfer.start(0);
        transfer.take(1, 0);
        assertThat(transfer.hasMore()).isFalse();
        assertThat(transfer.onRepeatedRequest()).isEqualTo(READY);
        assertThat(transfer.take(1, 7)).isEqualTo(Burst.OACK);
        assertThat(transfer.isAnswered()).isFalse();
    }

    private static Transfer transfer(long sizeBytes, RequestOption... options) {
        return new Transfer(TransferTerms.negotiate(List.of(options), sizeBytes, BOUNDS), sizeBytes);
    }

    private static Effect.Abort.Cause cause(Effect effect) {
        return ((Effect.Abort) effect).cause();
    }
}
