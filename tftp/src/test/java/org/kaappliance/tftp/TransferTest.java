package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.Ipv4Subnet;

class TransferTest {
    private static final long SECOND = 1_000_000_000;
    private static final TftpServerSettings SETTINGS =
            new TftpServerSettings("lo", Ipv4Subnet.address("127.0.0.1"), 0, Duration.ofSeconds(1), 3, 65464);
    private static final RequestOption SIZE = new RequestOption("tsize", "0");

    @Test
    void without_options_the_first_block_is_the_answer() {
        assertThat(transfer(1000).start(0)).isEqualTo(data(1, 0, 512, SECOND));
    }

    @Test
    void with_options_the_oack_comes_first_and_its_ack_brings_block_one() {
        Transfer transfer = transfer(1000, SIZE, new RequestOption("blksize", "1408"));
        assertThat(transfer.start(0)).isEqualTo(new Effect.SendOack(SECOND));
        assertThat(transfer.onAck(0, 5)).isEqualTo(data(1, 0, 1000, 5 + SECOND));
        assertThat(transfer.onAck(1, 6)).isEqualTo(new Effect.Finish());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "1, 1, 1", "511, 1, 511", "512, 2, 0", "513, 2, 1", "1024, 3, 0", "5000, 10, 392"})
    void the_last_block_is_the_first_short_one(long sizeBytes, int blocks, int lastLengthBytes) {
        Transfer transfer = transfer(sizeBytes);
        Effect effect = transfer.start(0);
        for (int block = 1; block < blocks; block++) {
            assertThat(((Effect.SendData) effect).lengthBytes()).isEqualTo(512);
            effect = transfer.onAck(block, 0);
        }
        assertThat(((Effect.SendData) effect).lengthBytes()).isEqualTo(lastLengthBytes);
        assertThat(transfer.onAck(blocks, 0)).isEqualTo(new Effect.Finish());
        assertThat(transfer.ackedBytes()).isEqualTo(sizeBytes);
    }

    @Test
    void a_lost_packet_is_sent_again_later_and_later_and_then_given_up() {
        Transfer transfer = transfer(1000);
        transfer.start(0);
        assertThat(transfer.onTimer(SECOND)).isEqualTo(data(1, 0, 512, 3 * SECOND));
        assertThat(transfer.onTimer(3 * SECOND)).isEqualTo(data(1, 0, 512, 7 * SECOND));
        assertThat(transfer.onTimer(7 * SECOND)).isEqualTo(data(1, 0, 512, 11 * SECOND));
        assertThat(transfer.onTimer(11 * SECOND))
                .isEqualTo(new Effect.Abort(Effect.Abort.Cause.SILENCE, "no answer to block 1 of 2, sent 4 times"));
        assertThat(transfer.resentPackets()).isEqualTo(3);
    }

    @Test
    void a_timeout_that_the_client_set_does_not_grow() {
        Transfer transfer = transfer(1000, new RequestOption("timeout", "2"));
        assertThat(transfer.start(0)).isEqualTo(new Effect.SendOack(2 * SECOND));
        assertThat(transfer.onTimer(2 * SECOND)).isEqualTo(new Effect.SendOack(4 * SECOND));
        assertThat(transfer.onTimer(4 * SECOND)).isEqualTo(new Effect.SendOack(6 * SECOND));
    }

    @Test
    void a_timer_that_fires_early_is_told_the_right_time() {
        Transfer transfer = transfer(1000);
        transfer.start(0);
        transfer.onAck(1, SECOND / 2);
        assertThat(transfer.onTimer(SECOND)).isEqualTo(new Effect.WakeAt(SECOND / 2 + SECOND));
    }

    @Test
    void the_clock_may_overflow() {
        Transfer transfer = transfer(1000);
        transfer.start(Long.MAX_VALUE - 5);
        assertThat(transfer.onTimer(Long.MAX_VALUE - 1)).isInstanceOf(Effect.WakeAt.class);
        assertThat(transfer.onTimer(Long.MAX_VALUE - 5 + SECOND)).isInstanceOf(Effect.SendData.class);
    }

    @Test
    void a_lost_ack_makes_the_block_be_sent_again_and_its_two_acks_move_on_once() {
        Transfer transfer = transfer(2000);
        transfer.start(0);
        assertThat(transfer.onTimer(SECOND)).isEqualTo(data(1, 0, 512, 3 * SECOND));
        assertThat(transfer.onAck(1, 2 * SECOND)).isEqualTo(data(2, 512, 512, 3 * SECOND));
        assertThat(transfer.onAck(1, 2 * SECOND)).isInstanceOf(Effect.Ignore.class);
        assertThat(transfer.onAck(2, 2 * SECOND)).isEqualTo(data(3, 1024, 512, 3 * SECOND));
    }

    @Test
    void old_future_and_random_acks_change_nothing() {
        Transfer transfer = transfer(100_000);
        transfer.start(0);
        transfer.onAck(1, 0);
        transfer.onAck(2, 0);
        for (int block : List.of(0, 1, 2, 4, 5, 100, 65535)) {
            assertThat(transfer.onAck(block, 9)).isInstanceOf(Effect.Ignore.class);
        }
        assertThat(transfer.onAck(3, 9)).isEqualTo(data(4, 1536, 512, 9 + SECOND));
    }

    @Test
    void block_numbers_wrap_to_zero_and_the_offset_goes_on() {
        long sizeBytes = 5L << 30;
        Transfer transfer = transfer(sizeBytes, new RequestOption("blksize", "1408"));
        transfer.start(0);
        Effect effect = transfer.onAck(0, 0);
        long block = 1;
        while (effect instanceof Effect.SendData data) {
            if (data.block() != (block & 0xffff) || data.offsetBytes() != (block - 1) * 1408) {
                fail("block " + block + " went out as " + data); // four million blocks: no assertion object for each
            }
            effect = transfer.onAck(data.block(), 0);
            block++;
        }
        assertThat(effect).isEqualTo(new Effect.Finish());
        assertThat(block - 1).isEqualTo(sizeBytes / 1408 + 1);
    }

    @Test
    void an_error_right_after_the_size_was_told_is_a_probe() {
        for (int code : List.of(0, 8)) {
            Transfer transfer = transfer(1000, SIZE);
            transfer.start(0);
            assertThat(cause(transfer.onError(code, "User aborted"))).isEqualTo(Effect.Abort.Cause.PROBE);
        }
    }

    @Test
    void any_other_error_ends_the_transfer_as_the_clients_wish() {
        Transfer midway = transfer(1000, SIZE);
        midway.start(0);
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
        assertThat(transfer.onRepeatedRequest(7)).isEqualTo(new Effect.SendOack(7 + SECOND));
        assertThat(transfer.isAnswered()).isFalse();
    }

    private static Transfer transfer(long sizeBytes, RequestOption... options) {
        return new Transfer(TransferTerms.negotiate(List.of(options), sizeBytes, SETTINGS), sizeBytes);
    }

    private static Effect data(int block, long offset, int length, long wakeAt) {
        return new Effect.SendData(block, offset, length, wakeAt);
    }

    private static Effect.Abort.Cause cause(Effect effect) {
        return ((Effect.Abort) effect).cause();
    }
}
