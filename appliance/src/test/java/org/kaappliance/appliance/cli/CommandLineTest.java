package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @ParameterizedTest
    @CsvSource({"90,90", "90s,90", "10m,600", "2h,7200", "0,0"})
    void a_duration_has_a_number_and_perhaps_a_unit(String text, long seconds) {
        assertThat(Durations.parse("--wait", text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "-5s", "5d", "5 s", "99999999999s"})
    void anything_else_is_named_with_its_option(String text) {
        assertThatThrownBy(() -> Durations.parse("--wait", text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--wait")
                .hasMessageContaining(text);
    }

    @Test
    void no_duration_is_no_error() {
        assertThat(Durations.parse("--wait", null)).isEmpty();
    }

    @Test
    void a_progress_line_names_node_step_bytes_and_rate() throws JsonProcessingException {
        String row = ProgressView.row(
                new ObjectMapper()
                        .readTree(
                                "{\"name\":\"node1\",\"step\":\"receive\",\"bytes\":52428800,\"percent\":40,\"rate\":10485760}"));
        assertThat(row.split("\\s+")).containsExactly("node1", "receive", "50.0", "MiB", "40", "%", "10.0", "MiB/s");
    }

    @Test
    void a_progress_line_of_a_failed_node_ends_with_the_reason() throws JsonProcessingException {
        String row = ProgressView.row(new ObjectMapper()
                .readTree("{\"name\":\"node1\",\"step\":\"failed\",\"bytes\":0,\"detail\":\"FORMAT: no disk\"}"));
        assertThat(row).startsWith("node1").endsWith("FORMAT: no disk").contains("failed");
    }
}
