package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecViewTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ExecView view = new ExecView(new PrintStream(out, true), new PrintStream(err, true));

    @Test
    void the_bytes_of_a_single_machine_are_shown_as_they_are() {
        say(Map.of("machines", 1), printed("node1", "out", "\0\u0001no line"), Map.of("node", "node1", "exit", 3));

        assertThat(text(out)).isEqualTo("\0\u0001no line");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void the_lines_of_several_machines_carry_their_names_and_are_never_mixed() {
        say(
                Map.of("machines", 2),
                printed("node1", "out", "one\ntw"),
                printed("node2", "out", "other\n"),
                printed("node1", "err", "odd\n"),
                printed("node1", "out", "o\nlast"),
                Map.of("node", "node1", "exit", 0),
                Map.of("node", "node2", "exit", 2));

        assertThat(text(out)).isEqualTo("node1: one\nnode2: other\nnode1: two\nnode1: last\n");
        assertThat(text(err)).isEqualTo("node1: odd\nnode2: exit code 2\n");
    }

    @Test
    void a_machine_that_cannot_be_reached_is_named() {
        say(Map.of("machines", 1), Map.of("node", "node1", "failed", "is not connected"));

        assertThat(text(err)).isEqualTo("node1: is not connected\n");
    }

    @Test
    void a_console_shows_each_event_once() {
        ConsoleCommand.EventLines lines = new ConsoleCommand.EventLines("node1");
        JsonNode first = event(1, "HELLO");
        JsonNode second = event(2, "STEP");
        assertThat(lines.newOnes(List.of(first))).hasSize(1).first().asString().endsWith("HELLO text");
        assertThat(lines.newOnes(List.of(first))).isEmpty();
        assertThat(lines.newOnes(List.of(first, second)))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("STEP text");
    }

    private static JsonNode event(long at, String kind) {
        return JSON.valueToTree(Map.of("at", at, "kind", kind, "text", "text"));
    }

    private static Map<String, Object> printed(String node, String stream, String text) {
        return Map.of("node", node, stream, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    @SafeVarargs
    private void say(Map<String, Object>... lines) {
        for (Map<String, Object> line : lines) {
            view.show(JSON.valueToTree(line));
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
