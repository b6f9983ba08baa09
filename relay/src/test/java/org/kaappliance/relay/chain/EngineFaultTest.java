package org.kaappliance.relay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.chain.FakeFleet.Death;

class EngineFaultTest {
    private static final int UNITS = 150;
    private static final int MAX_STEPS = 12_000;

    /** Runs until the end, killing on the way, and checks that exactly the others have the exact stream. */
    private static FakeFleet run(String name, FakeFleet fleet, Map<Integer, List<String>> kills, Death death) {
        fleet.joinAll();
        for (int step = 0; step < MAX_STEPS && fleet.result.isEmpty(); step++) {
            for (String victim : kills.getOrDefault(step, List.of())) {
                if (!fleet.nodes.get(victim).left) {
                    fleet.kill(fleet.nodes.get(victim), death);
                }
            }
            fleet.step();
        }
        assertThat(fleet.result).as(name + ": the session ended").isPresent();
        for (int i = 0; i < 50; i++) {
            fleet.step();
        }
        List<Long> stream = Arrays.stream(fleet.stream).boxed().toList();
        for (NodeOutcome outcome : fleet.result.get().nodes()) {
            FakeNode node = fleet.nodes.get(outcome.nodeId());
            if (!node.dead) {
                assertThat(outcome.failure()).as(name + ": " + outcome).isEmpty();
                assertThat(node.end)
                        .as(name + ": " + outcome.nodeId() + " was released")
                        .isPresent();
                assertThat(node.end.get()).as(name + ": " + outcome.nodeId()).isEmpty();
            }
            if (outcome.complete()) {
                assertThat(node.sink).as(name + ": " + outcome.nodeId()).isEqualTo(stream);
            }
        }
        return fleet;
    }

    private static long steps(FakeFleet fleet) {
        return fleet.nowNanos / FakeFleet.STEP_NANOS;
    }

    @Test
    void without_a_fault_all_nodes_get_the_stream_in_one_epoch() {
        FakeFleet fleet = run("no fault", new FakeFleet(1, 6, UNITS), Map.of(), Death.KILLED);
        SendResult result = fleet.result.orElseThrow();
        assertThat(result.complete()).isTrue();
        assertThat(result.nodes().stream().map(NodeOutcome::nodeId))
                .containsExactly("nA", "nB", "nC", "nD", "nE", "nF");
        assertThat(fleet.events).noneMatch(event -> event instanceof SendEvent.Repaired);
        assertThat(fleet.events.get(fleet.events.size() - 1)).isInstanceOf(SendEvent.Ended.class);
    }

    @Test
    void a_kill_of_any_node_at_any_step_leaves_the_others_complete() {
        long end = steps(run("no fault", new FakeFleet(5, 4, UNITS), Map.of(), Death.KILLED));
        for (String victim : List.of("nA", "nB", "nC", "nD")) {
            for (int step = 5; step < end; step++) {
                run(
                        victim + " at step " + step,
                        new FakeFleet(5, 4, UNITS),
                        Map.of(step, List.of(victim)),
                        Death.KILLED);
            }
        }
    }

    @Test
    void two_neighbours_killed_at_any_step_are_repaired_in_one_epoch_or_two() {
        long end = steps(run("no fault", new FakeFleet(5, 5, UNITS), Map.of(), Death.KILLED));
        for (int first = 0; first < 4; first++) {
            List<String> victims = List.of("n" + (char) ('A' + first), "n" + (char) ('B' + first));
            for (int step = 5; step < end; step++) {
                FakeFleet fleet = run(
                        victims + " at step " + step, new FakeFleet(5, 5, UNITS), Map.of(step, victims), Death.KILLED);
                assertThat(fleet.events.stream().filter(e -> e instanceof SendEvent.Repaired))
                        .hasSizeLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void random_kills_in_random_fleets_leave_the_survivors_complete() {
        for (long seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(10);
            FakeFleet fleet = new FakeFleet(seed, count, UNITS);
            List<String> order = new ArrayList<>(fleet.nodes.keySet());
            Collections.shuffle(order, random);
            Map<Integer, List<String>> kills = new TreeMap<>();
            for (String victim : order.subList(0, random.nextInt(count))) {
                kills.computeIfAbsent(5 + random.nextInt(140), s -> new ArrayList<>())
                        .add(victim);
            }
            Death death = random.nextInt(4) == 0 ? Death.SILENT : Death.KILLED;
            run("seed " + seed + " " + death + " " + kills, fleet, kills, death);
        }
    }

    @Test
    void a_node_that_damages_what_it_passes_on_ends_as_the_tail_and_has_the_stream_itself() {
        for (long seed = 0; seed < 25; seed++) {
            FakeFleet fleet = new FakeFleet(seed, 5, UNITS);
            fleet.nodes.get("nB").corrupts = true;
            run("seed " + seed, fleet, Map.of(), Death.KILLED);
            assertThat(fleet.result.orElseThrow().complete()).isTrue();
            assertThat(fleet.nodes.get("nB").data.children).isEmpty();
        }
    }

    @Test
    void a_session_whose_nodes_all_die_ends_with_that_result() {
        FakeFleet fleet = new FakeFleet(3, 3, UNITS);
        Map<Integer, List<String>> kills = Map.of(20, List.of("nA", "nB"), 25, List.of("nC"));
        run("all", fleet, kills, Death.KILLED);
        assertThat(fleet.result.orElseThrow().error()).contains("no node is left");
        assertThat(fleet.result.orElseThrow().nodes()).hasSize(3).noneMatch(NodeOutcome::complete);
    }
}
