package org.kaappliance.relay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.BlockHeader;

class BlockLengthTest {
    private static final int MAX = BlockHeader.MAX_BLOCK_BYTES;

    private long nowNanos;
    private long position;
    private final BlockLength length = new BlockLength(nowNanos);

    private void sendFor(double seconds, double bytesPerSecond) {
        long until = nowNanos + (long) (seconds * 1e9);
        while (nowNanos < until) {
            int bytes = length.at(position);
            position += bytes;
            nowNanos += (long) (bytes / bytesPerSecond * 1e9);
            length.took(bytes, nowNanos);
        }
    }

    private int longest() {
        return length.at(0);
    }

    @Test
    void a_block_is_about_two_and_a_half_milliseconds_of_the_rate() {
        sendFor(4, 12.5e6);
        assertThat(longest()).isBetween(28 << 10, 32 << 10);
        sendFor(4, 50e6);
        assertThat(longest()).isBetween(116 << 10, 124 << 10);
    }

    @Test
    void blocks_are_as_long_as_the_wire_allows_on_a_fast_chain_and_never_shorter_than_16_kib_on_a_slow_one() {
        sendFor(4, 1e9);
        assertThat(longest()).isEqualTo(MAX);
        sendFor(60, 1e4);
        assertThat(longest()).isEqualTo(16 << 10);
    }

    @Test
    void no_block_crosses_a_multiple_of_256_kib_or_is_shorter_than_the_wire_allows() {
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            int bytes = length.at(position);
            assertThat(position / MAX).isEqualTo((position + bytes - 1) / MAX);
            assertThat(bytes >= BlockHeader.MIN_BLOCK_BYTES || (position + bytes) % MAX == 0)
                    .isTrue();
            int taken = random.nextBoolean() ? bytes : Math.min(bytes, 4096 + random.nextInt(9000));
            position += taken;
            nowNanos += random.nextInt(20_000_000);
            length.took(taken, nowNanos);
        }
    }
}
