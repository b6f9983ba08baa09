package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeTextTest {
    @Test
    void a_parked_machine_that_is_connected_stays_in_stage_1() {
        assertThat(NodeText.machine(machine("PARKED", true))).contains("PARKED", "stays in stage 1", "too small");
        assertThat(NodeText.row(machine("PARKED", true))).contains("stays in stage 1");
        assertThat(NodeText.row(machine("PARKED", false))).doesNotContain("stage 1");
        assertThat(NodeText.row(machine("DONE", true))).as("about to boot").doesNotContain("stage 1");
    }

    private static JsonNode machine(String state, boolean inStage1) {
        return new ObjectMapper()
                .valueToTree(Map.of("name", "node1", "state", state, "inStage1", inStage1, "detail", "too small"));
    }
}
