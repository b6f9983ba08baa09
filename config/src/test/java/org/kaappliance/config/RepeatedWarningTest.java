package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepeatedWarningTest {
    private static final Instant START = Instant.EPOCH;

    @Test
    void a_text_passes_once_a_minute_with_the_number_of_those_held_back() {
        RepeatedWarning warnings = new RepeatedWarning();
        assertThat(warnings.pass("pool is empty", START)).contains("pool is empty");
        assertThat(warnings.pass("pool is empty", START.plusSeconds(1))).isEmpty();
        assertThat(warnings.pass("pool is empty", START.plusSeconds(59))).isEmpty();
        assertThat(warnings.pass("another", START.plusSeconds(59))).contains("another");
        assertThat(warnings.pass("pool is empty", START.plusSeconds(60)))
                .contains("pool is empty (and 2 times before)");
    }
}
