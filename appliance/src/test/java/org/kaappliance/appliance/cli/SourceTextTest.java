package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class SourceTextTest {
    @Test
    void a_source_that_stood_still_is_not_mentioned() throws Exception {
        assertThat(SourceText.lines(new ObjectMapper().readTree("{\"changed\":0,\"cut\":0,\"files\":[]}")))
                .isEmpty();
    }

    @Test
    void what_changed_is_counted_and_the_first_are_named() throws Exception {
        String files = String.join(",", Collections.nCopies(100, "\"./log: changed while it was read\""));

        assertThat(SourceText.lines(
                        new ObjectMapper().readTree("{\"changed\":250,\"cut\":2,\"files\":[" + files + "]}")))
                .hasSize(22)
                .startsWith(
                        "250 files of the golden system changed while it was read, 2 of them cut short:",
                        "  ./log: changed while it was read")
                .endsWith("  and 230 more; the first 100 are in 'ka-appliance status --json'");
    }
}
