package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptPausesTest {
    private static final long MILLI = 1_000_000;

    private final AcceptPauses pauses = new AcceptPauses();

    @Test
    void a_pause_is_over_once_after_a_tenth_of_a_second() {
        assertThat(pauses.isOver(0)).as("none began").isFalse();
        pauses.failed(0);
        assertThat(pauses.isOver(99 * MILLI)).isFalse();
        assertThat(pauses.isOver(100 * MILLI)).isTrue();
        assertThat(pauses.isOver(101 * MILLI)).isFalse();
    }

    @Test
    void failures_are_told_at_most_every_ten_seconds_with_their_count() {
        assertThat(pauses.failed(5)).hasValue(1);
        assertThat(pauses.failed(100 * MILLI)).isEmpty();
        assertThat(pauses.failed(9_000 * MILLI)).isEmpty();
        assertThat(pauses.failed(10_001 * MILLI)).hasValue(3);
    }
}
