package org.kaappliance.relay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    @Test
    void blocks_taken_after_the_waits_it_asks_for_keep_the_rate() {
        long nowNanos = 0;
        TokenBucket bucket = new TokenBucket(10_000_000, nowNanos);
        for (int i = 0; i < 1000; i++) {
            nowNanos += bucket.take(100_000, nowNanos);
        }
        assertThat(nowNanos).isBetween(9_990_000_000L, 10_010_000_000L);
    }

    @Test
    void a_long_pause_saves_up_a_tenth_of_a_second_and_no_more() {
        TokenBucket bucket = new TokenBucket(10_000_000, 0);
        long later = 60_000_000_000L;
        assertThat(bucket.take(1_000_000, later)).isZero();
        assertThat(bucket.take(1_000_000, later)).isBetween(99_000_000L, 101_000_000L);
    }
}
