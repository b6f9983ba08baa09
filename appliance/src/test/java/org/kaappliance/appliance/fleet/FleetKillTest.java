package org.kaappliance.appliance.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/** SIGKILL at every transition of a node's life, in a process of its own: before it is stored, after that, and anywhere. */
@Timeout(120)
class FleetKillTest {
    @TempDir
    private Path dir;

    private Process process;

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Runs the lives, waits for what is said, kills, and returns all complete lines. */
    private String killed(String mode, Predicate<String> enough) throws IOException, InterruptedException {
        Path said = Files.createFile(dir.resolve("said"));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScriptedLivesMain.class.getName(),
                        dir.resolve("state").toString(),
                        mode)
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!enough.test(Files.readString(said)) && process.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
        process.destroyForcibly().waitFor();
        String text = Files.readString(said);
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    @Test
    void what_is_not_stored_when_the_appliance_is_killed_has_not_happened() throws Exception {
        killed("before", said -> said.contains("ready\n"));
        assertEach(node -> ScriptedLives.ALL.get(node).length() - 1);
    }

    @Test
    void what_is_stored_when_the_appliance_is_killed_has_happened_whoever_was_told() throws Exception {
        killed("after", said -> said.contains("ready\n"));
        assertEach(node -> ScriptedLives.ALL.get(node).length());
    }

    private void assertEach(IntUnaryOperator events) throws IOException {
        try (StateStore store = StateStore.open(dir.resolve("state"))) {
            Fleet fleet = ScriptedLives.fleet(store);
            for (int node = 0; node < ScriptedLives.ALL.size(); node++) {
                String life = ScriptedLives.ALL.get(node);
                NodeRecord expected = ScriptedLives.after(node, events.applyAsInt(node));
                Optional<NodeRecord> stored = fleet.find(ScriptedLives.mac(node));
                assertThat(stored.orElse(expected)).as(life).isEqualTo(expected);
                assertThat(stored.isEmpty()).as(life).isEqualTo(expected.state() == NodeState.UNKNOWN);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void killed_anywhere_no_acknowledged_switch_is_lost_and_nothing_is_armed_by_itself(long seed) throws Exception {
        int lines = 200 + new Random(seed).nextInt(3_000);
        String said = killed("running", text -> text.lines().count() >= lines);
        int[] acknowledged = new int[ScriptedLives.ALL.size()];
        said.lines()
                .filter(line -> line.matches("\\d+ \\d+"))
                .map(line -> line.split(" "))
                .forEach(ack -> acknowledged[Integer.parseInt(ack[0])] = Integer.parseInt(ack[1]));
        try (StateStore store = StateStore.open(dir.resolve("state"))) {
            Fleet fleet = ScriptedLives.fleet(store);
            IntStream.range(0, acknowledged.length).forEach(node -> {
                NodeRecord told = ScriptedLives.after(node, acknowledged[node]);
                NodeRecord asked = ScriptedLives.after(node, acknowledged[node] + 1);
                Optional<NodeRecord> stored = fleet.find(ScriptedLives.mac(node));
                assertThat(stored.isPresent() || told.state() == NodeState.UNKNOWN)
                        .as("seed %d, life %s, %d acknowledged", seed, ScriptedLives.ALL.get(node), acknowledged[node])
                        .isTrue();
                assertThat(stored.orElse(told))
                        .as("seed %d, life %s, %d acknowledged", seed, ScriptedLives.ALL.get(node), acknowledged[node])
                        .isIn(told, asked);
            });
        }
    }
}
