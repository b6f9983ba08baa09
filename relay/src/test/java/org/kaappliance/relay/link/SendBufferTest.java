package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendBufferTest {
    private static final Duration NEAR = Duration.ofNanos(300_000);

    private long nowNanos;

    private List<Integer> sizes(SendBuffer buffer, double bytesPerSecond, double seconds) {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < seconds * 1000; i++) {
            nowNanos += 1_000_000;
            buffer.took((int) (bytesPerSecond / 1000), nowNanos).ifPresent(sizes::add);
        }
        return sizes;
    }

    @Test
    void a_near_child_gets_five_milliseconds_of_its_rate_once() {
        assertThat(sizes(new SendBuffer(NEAR, 0), 20e6, 2)).containsExactly(100_000);
    }

    @Test
    void it_is_bounded_on_both_sides() {
        assertThat(sizes(new SendBuffer(NEAR, 0), 1e6, 1)).containsExactly(SendBuffer.LEAST_BYTES);
        assertThat(sizes(new SendBuffer(NEAR, nowNanos), 1e9, 1)).containsExactly(SendBuffer.MOST_BYTES);
    }

    @Test
    void it_follows_the_rate() {
        SendBuffer buffer = new SendBuffer(NEAR, 0);
        assertThat(sizes(buffer, 11.7e6, 1)).containsExactly(58_500);
        assertThat(sizes(buffer, 117e6, 1)).endsWith(SendBuffer.MOST_BYTES);
    }

    @Test
    void a_far_child_is_left_to_the_kernel() {
        assertThat(sizes(new SendBuffer(Duration.ofMillis(20), 0), 11.7e6, 1)).isEmpty();
    }
}
