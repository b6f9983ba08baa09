package org.kaappliance.relay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;

class EngineFaultTest {
    private static final int UNITS = 150;
    private static final int MAX_STEPS = 20_000;
    /** Who is away for longer than the source's patience has the stream only when the others still take it. */
    private static final int PATIENCE_STEPS = 490;

    /** What happens to a fleet, by step. */
    private static final class Script {
        final TreeMap<Integer, List<Consumer<FakeFleet>>> acts = new TreeMap<>();
        final StringBuilder story = new StringBuilder();

        Script at(int step, String what, Consumer<FakeFleet> act) {
            acts.computeIfAbsent(step, s -> new ArrayList<>()).add(act);
            story.append(' ').append(step).append(':').append(what);
            return this;
        }

        Script kill(int step, String id) {
            return at(step, "kill " + id, fleet -> fleet.nodes.get(id).kill());
        }

        Script vanish(int step, String id) {
            return at(step, "vanish " + id, fleet -> fleet.nodes.get(id).vanish());
        }

        Script stall(int step, int steps, String id) {
            at(step, "stop " + id, fleet -> fleet.nodes.get(id).stop());
            if (steps > PATIENCE_STEPS) {
                at(step, "", fleet -> fleet.nodes.get(id).outstaysPatience = true);
            }
            return at(step + steps, "resume " + id, fleet -> fleet.nodes.get(id).resume());
        }

        Script reset(int step, String id) {
            return at(step, "reset " + id, fleet -> fleet.nodes.get(id).resetControl());
        }

        Script reboot(int step, int steps, String id) {
            kill(step, id);
            return at(step + steps, "reboot " + id, fleet -> fleet.add(id).join(Optional.empty()));
        }

        Script late(int step, String id) {
            return at(step, "late " + id, fleet -> fleet.add(id).join(Optional.empty()));
        }
    }

    /** Runs to the end, and checks that exactly those that live have exactly the stream. */
    private static FakeFleet run(String name, FakeFleet fleet, Script script) {
        String story = name + script.story;
        fleet.joinAll();
        for (int step = 0; step < MAX_STEPS && fleet.result.isEmpty(); step++) {
            for (Consumer<FakeFleet> act : script.acts.getOrDefault(step, List.of())) {
                act.accept(fleet);
            }
            fleet.step();
        }
        assertThat(fleet.result).as(story + ": the session ended").isPresent();
        for (int i = 0; i < 50; i++) {
            fleet.step();
        }
        List<Long> stream = Arrays.stream(fleet.stream).boxed().toList();
        for (NodeOutcome outcome : fleet.result.get().nodes()) {
            FakeNode node = fleet.nodes.get(outcome.nodeId());
            if (outcome.complete()) {
                assertThat(node.sink).as(story + ": " + outcome).isEqualTo(stream);
            }
            if (!node.dead && !node.stopped && !node.outstaysPatience) {
                assertThat(outcome.failure()).as(story + ": " + outcome).isEmpty();
                assertThat(node.end).as(story + ": was released " + outcome).isEqualTo(Optional.of(Optional.empty()));
            }
        }
        return fleet;
    }

    private static FakeFleet run(String name, FakeFleet fleet) {
        return run(name, fleet, new Script());
    }

    private static int steps(FakeFleet fleet) {
        return (int) (fleet.nowNanos / FakeFleet.STEP_NANOS) - 50;
    }

    private static int usual(int nodes) {
        return steps(run("no fault", new FakeFleet(5, nodes, UNITS)));
    }

    @Test
    void without_a_fault_all_nodes_get_the_stream_in_one_epoch() {
        FakeFleet fleet = run("no fault", new FakeFleet(1, 6, UNITS));
        SendResult result = fleet.result.orElseThrow();
        assertThat(result.complete()).isTrue();
        assertThat(result.nodes().stream().map(NodeOutcome::nodeId))
                .containsExactly("nA", "nB", "nC", "nD", "nE", "nF");
        assertThat(fleet.events(SendEvent.Repaired.class)).isEmpty();
        assertThat(fleet.events.get(fleet.events.size() - 1)).isInstanceOf(SendEvent.Ended.class);
    }

    @Test
    void a_kill_of_any_node_at_any_step_leaves_the_others_complete() {
        int usual = usual(4);
        for (String victim : List.of("nA", "nB", "nC", "nD")) {
            for (int step = 5; step < usual; step++) {
                run("", new FakeFleet(5, 4, UNITS), new Script().kill(step, victim));
            }
        }
    }

    @Test
    void a_node_that_vanishes_at_any_step_costs_the_others_at_most_a_second_and_a_half() {
        int usual = usual(4);
        for (String victim : List.of("nA", "nB", "nC", "nD")) {
            for (int step = 5; step < usual; step++) {
                FakeFleet fleet = run("", new FakeFleet(5, 4, UNITS), new Script().vanish(step, victim));
                long lastDone = fleet.nodes.values().stream()
                        .filter(node -> !node.dead)
                        .mapToLong(node -> node.doneNanos)
                        .max()
                        .orElseThrow();
                assertThat(lastDone / FakeFleet.STEP_NANOS)
                        .as(victim + " at " + step)
                        .isLessThanOrEqualTo(usual + 150);
            }
        }
    }

    @Test
    void two_neighbours_killed_at_any_step_are_repaired_in_few_epochs() {
        int usual = usual(5);
        for (int first = 0; first < 4; first++) {
            String a = "n" + (char) ('A' + first);
            String b = "n" + (char) ('B' + first);
            for (int step = 5; step < usual; step++) {
                FakeFleet fleet = run(
                        "",
                        new FakeFleet(5, 5, UNITS),
                        new Script().kill(step, a).kill(step, b));
                assertThat(fleet.events(SendEvent.Repaired.class)).hasSizeLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void every_second_node_or_all_but_one_may_go_at_any_step() {
        int usual = usual(8);
        for (int step = 5; step < usual; step += 3) {
            Script everySecond = new Script();
            Script allButOne = new Script();
            for (int i = 0; i < 8; i++) {
                String id = "n" + (char) ('A' + i);
                if (i % 2 == 0) {
                    everySecond.kill(step, id);
                }
                if (i != step % 8) {
                    allButOne.vanish(step, id);
                }
            }
            run("", new FakeFleet(step, 8, UNITS), everySecond);
            run("", new FakeFleet(step, 8, UNITS), allButOne);
        }
    }

    @Test
    void a_node_that_was_only_slow_comes_back_and_has_the_stream() {
        int usual = usual(4);
        for (String victim : List.of("nA", "nC", "nD")) {
            for (int step = 5; step < usual; step += 2) {
                for (int pause : new int[] {60, 150, 400, 700}) {
                    run("", new FakeFleet(5, 4, 400), new Script().stall(step, pause, victim));
                }
            }
        }
    }

    @Test
    void a_control_connection_that_breaks_costs_nobody_the_stream() {
        int usual = usual(4);
        for (int step = 5; step < usual; step++) {
            run("", new FakeFleet(5, 4, UNITS), new Script().reset(step, "nB"));
        }
    }

    @Test
    void late_and_rebooted_nodes_get_the_stream() {
        int usual = usual(3);
        for (int step = 5; step < usual; step++) {
            FakeFleet fleet = run(
                    "", new FakeFleet(5, 3, 300), new Script().late(step, "nX").reboot(step / 2 + 4, 30, "nB"));
            assertThat(fleet.result.orElseThrow().nodes()).hasSize(4).allMatch(NodeOutcome::complete);
        }
    }

    @Test
    void nodes_that_come_late_together_make_one_chain_behind_the_source() {
        FakeFleet fleet = new FakeFleet(9, 2, 300);
        Script script = new Script();
        for (char c = 'P'; c <= 'U'; c++) {
            script.late(60, "n" + c);
        }
        run("", fleet, script);
        assertThat(fleet.result.orElseThrow().nodes()).hasSize(8).allMatch(NodeOutcome::complete);
        assertThat(fleet.maxSourceChildren).isLessThanOrEqualTo(2);
    }

    @Test
    void a_late_node_that_nothing_can_serve_is_refused_with_the_reason() {
        FakeFleet fleet = new FakeFleet(9, 2, 300);
        fleet.keeps = false;
        fleet.joinAll();
        for (int i = 0; i < 150; i++) {
            fleet.step();
        }
        FakeNode late = fleet.add("nX");
        late.join(Optional.empty());
        while (fleet.result.isEmpty()) {
            fleet.step();
        }
        assertThat(late.end.orElseThrow().orElseThrow())
                .isEqualTo("refused: session s has already started: nothing has kept it");
        assertThat(fleet.result.get().nodes()).hasSize(2).allMatch(NodeOutcome::complete);
    }

    @Test
    void a_slow_sink_is_moved_aside_once_and_costs_the_others_little() {
        int usual = steps(run("", new FakeFleet(3, 5, 1500)));
        for (String slow : List.of("nA", "nC", "nE")) {
            FakeFleet fleet = new FakeFleet(3, 5, 1500);
            fleet.nodes.get(slow).sinkPaceInTen = 3;
            run(slow, fleet);
            long lastOther = fleet.nodes.values().stream()
                    .filter(node -> !node.id.equals(slow))
                    .mapToLong(node -> node.leftNanos)
                    .max()
                    .orElseThrow();
            assertThat(lastOther / FakeFleet.STEP_NANOS).as(slow).isLessThan(usual + 200);
            assertThat(fleet.result.orElseThrow().remarks())
                    .singleElement()
                    .asString()
                    .startsWith(slow + ": its sink takes");
        }
    }

    @Test
    void two_slow_sinks_do_not_hide_each_other() {
        int usual = steps(run("", new FakeFleet(3, 6, 1500)));
        FakeFleet fleet = new FakeFleet(3, 6, 1500);
        fleet.nodes.get("nB").sinkPaceInTen = 3;
        fleet.nodes.get("nD").sinkPaceInTen = 3;
        run("", fleet);
        long lastOther = fleet.nodes.values().stream()
                .filter(node -> node.sinkPaceInTen > 3)
                .mapToLong(node -> node.doneNanos)
                .max()
                .orElseThrow();
        assertThat(lastOther / FakeFleet.STEP_NANOS).isLessThan(usual + 300);
        assertThat(fleet.result.orElseThrow().remarks()).hasSize(2);
    }

    @Test
    void an_outage_of_the_source_s_own_link_costs_nobody_the_stream() {
        for (int outage : new int[] {200, 700, 950}) {
            Script script = new Script();
            for (String id : List.of("nA", "nB", "nC", "nD")) {
                script.stall(60, outage, id);
            }
            FakeFleet fleet = new FakeFleet(8, 4, 300);
            run("", fleet, script);
            assertThat(fleet.result.orElseThrow().complete()).as("" + outage).isTrue();
        }
    }

    @Test
    void sinks_that_are_all_slow_alike_are_left_in_their_places() {
        FakeFleet fleet = new FakeFleet(3, 5, 600);
        fleet.nodes.values().forEach(node -> node.sinkPaceInTen = 5);
        run("", fleet);
        assertThat(fleet.result.orElseThrow().remarks()).isEmpty();
        assertThat(fleet.events(SendEvent.SetAside.class)).isEmpty();
    }

    @Test
    void a_slow_sink_that_could_not_catch_up_is_waited_for() {
        FakeFleet fleet = new FakeFleet(3, 4, 600);
        fleet.keeps = false;
        fleet.nodes.get("nB").sinkPaceInTen = 3;
        run("", fleet);
        assertThat(fleet.result.orElseThrow().remarks())
                .singleElement()
                .asString()
                .contains("the others wait for it");
    }

    @Test
    void a_node_whose_data_stand_still_while_its_heart_beats_does_not_hold_the_others() {
        for (String victim : List.of("nA", "nB", "nD")) {
            FakeFleet fleet = new FakeFleet(3, 4, 900);
            Script script = new Script()
                    .at(60, "freeze " + victim, f -> f.nodes.get(victim).frozen = true)
                    .at(1500, "thaw " + victim, f -> f.nodes.get(victim).frozen = false);
            run("", fleet, script);
            long lastOther = fleet.nodes.values().stream()
                    .filter(node -> !node.id.equals(victim))
                    .mapToLong(node -> node.doneNanos)
                    .max()
                    .orElseThrow();
            assertThat(lastOther / FakeFleet.STEP_NANOS).as(victim).isLessThan(1300);
        }
    }

    @Test
    void random_faults_in_random_fleets_leave_the_survivors_complete() {
        for (long seed = 0; seed < 1500; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(10);
            ChainTerms terms = ChainTerms.STANDARD.withArity(random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1);
            FakeFleet fleet = new FakeFleet(seed, count, UNITS + random.nextInt(200), terms);
            fleet.duplicates = random.nextInt(3) == 0 ? 5 : 0;
            List<String> order = new ArrayList<>(fleet.nodes.keySet());
            Collections.shuffle(order, random);
            Script script = new Script();
            for (String victim : order.subList(0, random.nextInt(count))) {
                misfortune(script, random, victim);
            }
            if (random.nextInt(4) == 0) {
                fleet.nodes.get(order.get(count - 1)).sinkPaceInTen = 2 + random.nextInt(20);
            }
            run("seed " + seed + " " + terms.arity(), fleet, script);
        }
    }

    private static void misfortune(Script script, Random random, String victim) {
        int step = 5 + random.nextInt(180);
        switch (random.nextInt(6)) {
            case 0:
                script.vanish(step, victim);
                return;
            case 1:
                script.stall(step, 20 + random.nextInt(800), victim);
                return;
            case 2:
                script.reset(step, victim);
                return;
            case 3:
                script.reboot(step, 10 + random.nextInt(100), victim);
                return;
            default:
                script.kill(step, victim);
        }
    }

    @Test
    void a_node_that_damages_what_it_passes_on_ends_as_the_tail_and_has_the_stream_itself() {
        for (long seed = 0; seed < 25; seed++) {
            FakeFleet fleet = new FakeFleet(seed, 5, UNITS);
            fleet.nodes.get("nB").corrupts = true;
            run("seed " + seed, fleet);
            assertThat(fleet.result.orElseThrow().complete()).isTrue();
        }
    }

    @Test
    void a_thousand_nodes_get_the_stream_though_one_in_fifty_dies() {
        FakeFleet fleet = new FakeFleet(7, 1000, 120);
        Script script = new Script();
        for (int i = 25; i < 1000; i += 50) {
            script.kill(60 + i / 10, String.format("n%04d", i));
        }
        run("", fleet, script);
        assertThat(fleet.result.orElseThrow().nodes().stream().filter(NodeOutcome::complete))
                .hasSize(980);
    }

    @Test
    void a_session_whose_nodes_all_die_ends_with_that_result() {
        FakeFleet fleet = new FakeFleet(3, 3, UNITS);
        run("all", fleet, new Script().kill(20, "nA").kill(20, "nB").kill(25, "nC"));
        assertThat(fleet.result.orElseThrow().error()).contains("no node is left");
        assertThat(fleet.result.orElseThrow().nodes()).hasSize(3).noneMatch(NodeOutcome::complete);
    }
}
