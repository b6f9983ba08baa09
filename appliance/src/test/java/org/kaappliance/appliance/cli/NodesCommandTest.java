package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.kaappliance.appliance.control.ControlHandler;
import org.kaappliance.appliance.control.ControlServer;
import picocli.CommandLine;

/** {@code nodes} and {@code status}, asked of a control socket. */
@Isolated("takes the process's standard streams")
@Timeout(60)
class NodesCommandTest {
    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
    private String config;

    @BeforeEach
    void take() throws IOException {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        config = Files.writeString(dir.resolve("ka.conf"), "control.socket = \"" + dir.resolve("s") + "\"\n")
                .toString();
    }

    @AfterEach
    void giveBack() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    private int run(ControlHandler appliance, Object command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> {
            asked.add(request);
            appliance.handle(request, reply);
        });
        try {
            return new CommandLine(command)
                    .setExecutionExceptionHandler(new ErrorLines())
                    .execute(all.toArray(String[]::new));
        } finally {
            server.close();
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> fetching() {
        return Map.of(
                "mac",
                "52:54:00:77:00:01",
                "name",
                "node1",
                "state",
                "BOOTING",
                "menu",
                "kamethod",
                "detail",
                "network boot 1",
                "step",
                "stage 1",
                "percent",
                43,
                "rate",
                5_120_000,
                "left",
                65);
    }

    private static final ControlHandler ARMS = (request, reply) -> {
        if (request.path("command").asText().equals("node-arm-plan")) {
            reply.line(Map.of(
                    "job", "6", "nodes", List.of("52:54:00:77:00:01", "52:54:00:77:00:02"), "drives", List.of("sda")));
            reply.line(Map.of("text", "ALL DATA IS ERASED"));
            reply.end(0, "");
        } else {
            reply.line(Map.of("name", "node1", "state", "ARMED"));
            reply.end(0, "job 7 is armed");
        }
    };

    @Test
    void nodes_shows_what_a_machine_is_fetching() throws IOException {
        ControlHandler appliance = (request, reply) -> {
            reply.line(fetching());
            reply.end(0, "");
        };
        assertThat(run(appliance, new NodesCommand(), "--config", config)).isZero();
        assertThat(out()).contains("stage 1, 43 %, 5.12 MB/s");
    }

    @Test
    void arming_without_a_terminal_and_without_yes_shows_the_plan_and_arms_nothing() throws IOException {
        assertThat(run(ARMS, new NodesCommand(), "arm", "--config", config, "node*"))
                .isEqualTo(1);
        assertThat(out()).contains("ALL DATA IS ERASED");
        assertThat(err()).contains("--yes", "nothing was armed");
        assertThat(asked).hasSize(1);
    }

    @Test
    void what_is_armed_is_what_the_plan_named_and_not_what_the_pattern_means_by_then() throws IOException {
        assertThat(run(ARMS, new NodesCommand(), "arm", "--config", config, "--yes", "node*"))
                .isZero();
        assertThat(asked.get(0).path("nodes").toString()).isEqualTo("[\"node*\"]");
        assertThat(asked.get(1).path("nodes").toString()).contains("52:54:00:77:00:01", "52:54:00:77:00:02");
        assertThat(asked.get(1).path("job").asText()).isEqualTo("6");
        assertThat(asked.get(0).path("drives")).isEmpty();
        assertThat(asked.get(1).path("drives").toString()).isEqualTo("[\"sda\"]");
        assertThat(out()).contains("node1 is ARMED", "job 7 is armed");
    }

    @Test
    void arming_says_the_serial_numbers_of_disks() throws IOException {
        assertThat(run(
                        ARMS,
                        new NodesCommand(),
                        "arm",
                        "--config",
                        config,
                        "--yes",
                        "--confirm-disk",
                        "node1=S1",
                        "node*"))
                .isZero();
        assertThat(asked.get(0).path("confirmed").path("node1").get(0).asText()).isEqualTo("S1");
    }

    @Test
    void a_refused_plan_is_one_line_and_arms_nothing() throws IOException {
        ControlHandler refuses = (request, reply) -> reply.end(1, "nothing was cloned yet");
        assertThat(run(refuses, new NodesCommand(), "--config", config, "arm", "--yes", "node1"))
                .isEqualTo(1);
        assertThat(err()).contains("nothing was cloned yet");
        assertThat(asked).hasSize(1);
    }

    @Test
    void json_is_on_standard_output_alone() throws IOException {
        assertThat(run(ARMS, new NodesCommand(), "arm", "--config", config, "--yes", "--json", "node1"))
                .isZero();
        assertThat(out().strip()).startsWith("[{").endsWith("}]").hasLineCount(1);
        assertThat(err()).contains("ALL DATA IS ERASED", "job 7 is armed");
    }

    @Test
    void several_machines_are_switched_with_one_command_and_refusals_are_its_exit_code() throws IOException {
        ControlHandler appliance = (request, reply) -> {
            reply.line(Map.of("name", "node1", "state", "KNOWN", "refused", ""));
            reply.line(Map.of("name", "node2", "state", "RECEIVING", "refused", "node2 has a half-written disk"));
            reply.end(1, "1 of 2 refused");
        };
        for (String command : List.of("disarm", "park", "local")) {
            assertThat(run(appliance, new NodesCommand(), command, "--config", config, "node1", "node[02-03]"))
                    .isEqualTo(1);
            assertThat(asked.get(asked.size() - 1).path("command").asText()).isEqualTo("node-" + command);
        }
        assertThat(asked.get(0).path("nodes").toString()).isEqualTo("[\"node1\",\"node[02-03]\"]");
        assertThat(out()).contains("node1 is KNOWN").doesNotContain("node2");
        assertThat(err()).contains("node2 has a half-written disk", "1 of 2 refused");
    }

    @Test
    void status_without_a_job_shows_the_machines() throws IOException {
        ControlHandler appliance = (request, reply) -> {
            if (request.path("command").asText().equals("nodes")) {
                reply.line(fetching());
                reply.end(0, "");
            } else {
                reply.end(0, "no job has been started");
            }
        };
        assertThat(run(appliance, new StatusCommand(), "--config", config)).isZero();
        assertThat(out())
                .contains("no job has been started")
                .containsPattern("node1 +BOOTING +stage 1, 43 % +5.12 MB/s");
        assertThat(run(appliance, new StatusCommand(), "--config", config, "--json"))
                .isZero();
        assertThat(out()).contains("\"machines\":[{", "\"jobs\":[]");
    }

    @Test
    void follow_shows_changes_until_the_appliance_is_gone() throws IOException {
        AtomicInteger polls = new AtomicInteger();
        ControlHandler appliance = (request, reply) -> {
            if (request.path("command").asText().equals("nodes")) {
                reply.line(polls.get() == 1 ? Map.of("mac", "a", "name", "node1", "state", "KNOWN") : fetching());
            } else if (polls.incrementAndGet() > 2) {
                throw new IOException("gone");
            }
            reply.end(0, "");
        };
        assertThat(run(appliance, new StatusCommand(), "--config", config, "--follow"))
                .isEqualTo(1);
        assertThat(out().lines()).hasSize(2);
        assertThat(out())
                .containsPattern("node1 +KNOWN")
                .contains("stage 1, 43 %")
                .doesNotContain("\u001b");
        assertThat(err()).contains("went away");
    }

    @Test
    void of_one_machine_status_shows_how_it_stands_and_its_history_with_times() throws IOException {
        ControlHandler appliance = (request, reply) -> {
            if (request.path("command").asText().equals("events")) {
                assertThat(request.path("node").asText()).isEqualTo("52:54:00:77:00:01");
                reply.line(Map.of("at", 1_795_341_600_000L, "kind", "PXE", "text", "booted from the network"));
            } else {
                reply.line(fetching());
            }
            reply.end(0, "");
        };
        assertThat(run(appliance, new StatusCommand(), "--config", config, "node1"))
                .isZero();
        assertThat(out())
                .contains(
                        "node1 52:54:00:77:00:01: BOOTING, boots kamethod, stage 1, 43 %, 5.12 MB/s, 1:05 left, network boot 1")
                .containsPattern("2026-11-2\\d \\d\\d:\\d\\d:00.000  PXE +booted from the network");
        assertThat(run(appliance, new StatusCommand(), "--config", config, "--json", "node1"))
                .isZero();
        assertThat(out()).containsSubsequence("{\"machines\":[{", "\"events\":[{");
    }

    @Test
    void of_several_machines_status_as_json_has_what_happened_to_each_and_fails_where_that_is_not_known()
            throws IOException {
        ControlHandler appliance = (request, reply) -> {
            String command = request.path("command").asText();
            if (command.equals("events") && request.path("node").asText().equals("c")) {
                reply.end(1, "no such machine");
                return;
            }
            if (command.equals("events")) {
                reply.line(Map.of(
                        "kind", "PXE", "text", "of " + request.path("node").asText()));
            } else {
                reply.line(Map.of("mac", "a", "name", "node1"));
                reply.line(
                        Map.of("mac", request.path("nodes").toString().contains("gone") ? "c" : "b", "name", "node2"));
            }
            reply.end(0, "");
        };
        assertThat(run(appliance, new StatusCommand(), "--config", config, "--json", "room1"))
                .isZero();
        assertThat(out()).containsSubsequence("{\"machines\":[{", "\"of a\"", "\"of b\"", "]}");
        assertThat(run(appliance, new StatusCommand(), "--config", config, "--json", "gone"))
                .isNotZero();
    }

    @Test
    void of_several_machines_status_counts_the_states_and_has_a_line_each() throws IOException {
        ControlHandler appliance = (request, reply) -> {
            assertThat(request.path("nodes").toString()).isEqualTo("[\"room1\"]");
            reply.line(fetching());
            reply.line(Map.of("mac", "b", "name", "node2", "state", "PARKED", "arming", "ONCE"));
            reply.end(0, "");
        };
        assertThat(run(appliance, new StatusCommand(), "--config", config, "room1"))
                .isZero();
        assertThat(out())
                .contains("2 machines: 1 BOOTING, 1 PARKED")
                .containsPattern("node1 +BOOTING +stage 1, 43 % +5.12 MB/s +1:05")
                .containsPattern("node2 +PARKED");
        assertThat(run(appliance, new NodesCommand(), "--config", config, "room1"))
                .isZero();
        assertThat(out()).containsPattern("b +node2 +PARKED");
    }

    @Test
    void a_machine_that_nobody_knows_is_one_line() throws IOException {
        ControlHandler appliance = (request, reply) -> reply.end(1, "no machine is called node7");
        for (Object command : List.of(new StatusCommand(), new NodesCommand())) {
            assertThat(run(appliance, command, "--config", config, "node7")).isEqualTo(1);
        }
        assertThat(err().lines()).hasSize(2).allMatch(line -> line.contains("no machine is called node7"));
        assertThat(out()).isEmpty();
    }

    @Test
    void of_a_thousand_machines_status_shows_those_that_are_not_just_up_and_running() throws IOException {
        ControlHandler appliance = (request, reply) -> {
            if (request.path("command").asText().equals("nodes")) {
                for (int i = 0; i < 998; i++) {
                    reply.line(Map.of("mac", "m" + i, "name", "node" + i, "state", "VERIFIED"));
                }
                reply.line(Map.of("mac", "b", "name", "broken", "state", "PARKED"));
                reply.line(fetching());
            } else if (request.path("command").asText().equals("status")) {
                for (int i = 1; i <= 9; i++) {
                    reply.line(Map.of("id", "" + i, "state", i == 2 ? "running" : "done", "arming", "standing"));
                }
            }
            reply.end(0, "");
        };
        assertThat(run(appliance, new StatusCommand(), "--config", config)).isZero();
        assertThat(out())
                .contains("1000 machines: 1 BOOTING, 998 VERIFIED, 1 PARKED", "3 earlier jobs")
                .contains("job 2: running, standing", "job 9")
                .doesNotContain("job 4", "node997");
        assertThat(out().lines().filter(line -> line.contains("broken") || line.contains("stage 1")))
                .hasSize(2);
    }

    @Test
    void follow_is_of_the_machines_that_are_named() throws IOException {
        ControlHandler appliance = (request, reply) -> {
            if (request.path("command").asText().equals("nodes")
                    && !request.path("nodes").toString().equals("[\"node1\"]")) {
                throw new IOException("gone");
            } else if (asked.size() > 3) {
                throw new IOException("gone");
            }
            reply.end(0, "");
        };
        assertThat(run(appliance, new StatusCommand(), "--config", config, "--follow", "node1"))
                .isEqualTo(1);
        assertThat(asked.get(1).path("nodes").toString()).isEqualTo("[\"node1\"]");
        assertThat(asked).hasSize(4);
    }
}
