package org.kaappliance.relay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.Verdict;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

class SourceEngineTest {
    private static final StreamDigest DIGEST = new StreamDigest("ab".repeat(32));
    private static final StreamDigest OTHER = new StreamDigest("cd".repeat(32));

    private static final long WINDOW = 64 << 20;

    private final List<SourceEffect> effects = new ArrayList<>();
    private long keptFrom;
    private SourceEngine engine = engineFor(2);
    private long nowNanos;
    /** What the beats say. */
    private long received;

    private long sunk;

    private SourceEngine engineFor(int wanted) {
        return engineFor(wanted, ChainTerms.STANDARD);
    }

    private SourceEngine engineFor(int wanted, ChainTerms terms) {
        return new SourceEngine(
                new SourceSettings(
                        "s",
                        new StreamId(1, 2),
                        Message.StreamFormat.PLAIN,
                        DigestKind.SHA_256,
                        wanted,
                        Duration.ofSeconds(60),
                        terms,
                        Duration.ofMinutes(5),
                        Ipv4Subnet.address("10.0.0.1"),
                        30764),
                position -> position >= keptFrom ? Optional.empty() : Optional.of("nothing has kept it"),
                0);
    }

    private void join(int connection, String nodeId) {
        Message.Hello hello =
                Message.Hello.first("s", nodeId, "", Ipv4Subnet.ofInt(0x0a000100 + connection), 7000 + connection);
        engine.hello(connection, hello, Verdict.accepted(), nowNanos);
        settle();
    }

    private void say(int connection, Message message) {
        engine.message(connection, message, nowNanos);
        settle();
    }

    private void settle() {
        engine.settle(nowNanos);
        effects.addAll(engine.drain());
    }

    private void pass(Duration time, int... talking) {
        for (long end = nowNanos + time.toNanos(); nowNanos < end; ) {
            nowNanos += 100_000_000;
            for (int connection : talking) {
                engine.message(connection, new Message.Beat(received, sunk, 0, 0, Message.WaitsFor.NOTHING), nowNanos);
            }
            engine.tick(nowNanos);
            settle();
        }
    }

    private List<Message> toldTo(int connection) {
        return effects.stream()
                .filter(e -> e instanceof SourceEffect.Send send && send.connection() == connection)
                .map(e -> ((SourceEffect.Send) e).message())
                .filter(m -> !(m instanceof Message.SourceBeat))
                .toList();
    }

    private Message lastTo(int connection) {
        List<Message> told = toldTo(connection);
        return told.get(told.size() - 1);
    }

    private Optional<SendResult> result() {
        return effects.stream()
                .filter(e -> e instanceof SourceEffect.End)
                .map(e -> ((SourceEffect.End) e).result())
                .findFirst();
    }

    private boolean hasStarted() {
        return effects.contains(new SourceEffect.StartStream());
    }

    @Test
    void the_chain_is_ordered_by_address_and_each_node_is_sent_its_parent_and_its_child() {
        join(2, "b");
        assertThat(hasStarted()).isFalse();
        join(1, "a");
        assertThat(hasStarted()).isTrue();
        Message.ParentLink source = new Message.ParentLink("", Ipv4Subnet.address("10.0.0.1"), 30764, 1);
        assertThat(lastTo(1))
                .isEqualTo(new Message.Assign(1, source, List.of(new Message.ChildLink("b", 1, Message.Pace.HOLDS))));
        Message.ParentLink first = new Message.ParentLink("a", Ipv4Subnet.address("10.0.1.1"), 7001, 1);
        assertThat(lastTo(2)).isEqualTo(new Message.Assign(1, first, List.of()));
        assertThat(effects)
                .contains(new SourceEffect.Serve(List.of(new Message.ChildLink("a", 1, Message.Pace.HOLDS))));
    }

    @Test
    void go_starts_with_those_that_are_here() {
        join(1, "a");
        engine.go(nowNanos);
        settle();
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void go_before_anybody_came_starts_with_the_first() {
        engine.go(nowNanos);
        settle();
        assertThat(hasStarted()).isFalse();
        join(1, "a");
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void a_node_forgotten_after_go_does_not_end_a_session_to_which_others_may_come() {
        engine = engineFor(3);
        engine.go(nowNanos);
        engine.forget("a", nowNanos);
        settle();
        assertThat(result()).isEmpty();
        join(2, "b");
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void a_node_that_was_forgotten_is_enough_after_go() {
        engine.forget("a", nowNanos);
        engine.go(nowNanos);
        join(1, "a");
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void when_the_wait_is_over_it_starts_with_those_that_are_here() {
        join(1, "a");
        pass(Duration.ofSeconds(59), 1);
        assertThat(hasStarted()).isFalse();
        pass(Duration.ofSeconds(2), 1);
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void forgotten_nodes_are_not_waited_for_and_count_again_when_they_come() {
        engine = engineFor(3);
        engine.forget("c", nowNanos);
        engine.forget("c", nowNanos);
        join(3, "c");
        join(1, "a");
        assertThat(hasStarted()).isFalse();
        engine.forget("a", nowNanos);
        settle();
        assertThat(hasStarted()).as("a is here, it is not forgotten").isFalse();
        engine.forget("b", nowNanos);
        settle();
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void when_all_are_forgotten_the_session_fails() {
        engine.forget("a", nowNanos);
        engine.forget("b", nowNanos);
        settle();
        assertThat(result().orElseThrow().error()).contains("none of the nodes will come");
    }

    @Test
    void a_node_that_left_before_the_start_is_waited_for_again_and_may_come_back() {
        join(1, "a");
        engine.controlLost(1, "reset", nowNanos);
        settle();
        join(2, "b");
        assertThat(hasStarted()).isFalse();
        join(3, "a");
        assertThat(hasStarted()).isTrue();
        assertThat(lastTo(3)).isInstanceOf(Message.Assign.class);
    }

    @Test
    void a_node_that_joins_again_takes_its_own_place() {
        join(1, "a");
        join(3, "a");
        assertThat(hasStarted()).isFalse();
        assertThat(toldTo(1)).contains(new Message.Aborted("joined again from another connection"));
        join(2, "b");
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void a_late_node_gets_a_place_behind_the_tail_while_the_tail_has_what_it_needs() {
        join(1, "a");
        join(2, "b");
        join(3, "c");
        assertThat(((Message.Assign) lastTo(2)).children())
                .containsExactly(new Message.ChildLink("c", 2, Message.Pace.HOLDS));
        assertThat(((Message.Assign) lastTo(3)).parent().parentId()).isEqualTo("b");
    }

    @Test
    void a_late_node_that_only_the_source_can_serve_waits_until_the_chain_has_passed() {
        join(1, "a");
        join(2, "b");
        received = 2 * WINDOW;
        sunk = received;
        engine.sourceRead(received);
        pass(Duration.ofMillis(300), 1, 2);
        join(3, "c");
        assertThat(lastTo(3)).isInstanceOf(Message.Standby.class);
        engine.sourceEnded(received, DIGEST);
        say(1, new Message.Complete(received));
        assertThat(((Message.Assign) lastTo(3)).parent().parentId()).isEmpty();
        assertThat(effects).contains(new SourceEffect.Emit(new SendEvent.Returned("c", 0)));
    }

    @Test
    void a_late_node_that_nobody_can_serve_is_refused() {
        join(1, "a");
        join(2, "b");
        keptFrom = 1;
        received = 2 * WINDOW;
        sunk = received;
        pass(Duration.ofMillis(300), 1, 2);
        join(3, "c");
        assertThat(toldTo(3))
                .containsExactly(new Message.Refused("session s has already started: nothing has kept it"));
        assertThat(effects).contains(new SourceEffect.Close(3));
    }

    @Test
    void a_node_with_a_part_of_another_stream_is_refused() {
        Message.Part part = new Message.Part(new StreamId(8, 8), 5);
        Message.Hello hello = new Message.Hello(
                "s", "a", "", Ipv4Subnet.address("10.0.1.1"), 7001, "", WINDOW, false, Optional.of(part));
        engine.hello(1, hello, Verdict.accepted(), nowNanos);
        settle();
        assertThat(toldTo(1)).containsExactly(new Message.Refused("it has a part of an earlier run of session s"));
    }

    @Test
    void nodes_that_wait_for_the_others_are_released_in_turn() {
        engine = engineFor(3, ChainTerms.STANDARD.withStagger(Duration.ofSeconds(1)));
        for (int i = 1; i <= 3; i++) {
            Message.Hello hello =
                    new Message.Hello("s", "n" + i, "", Ipv4Subnet.ofInt(i), 7, "", WINDOW, i != 2, Optional.empty());
            engine.hello(i, hello, Verdict.accepted(), nowNanos);
        }
        settle();
        engine.sourceEnded(9, DIGEST);
        for (int i = 1; i <= 3; i++) {
            say(i, new Message.Complete(9));
        }
        say(1, new Message.Done(9, DIGEST));
        say(2, new Message.Done(9, DIGEST));
        assertThat(lastTo(2)).isEqualTo(new Message.Release());
        assertThat(toldTo(1)).doesNotContain(new Message.Release());
        say(3, new Message.Done(9, DIGEST));
        assertThat(toldTo(1)).contains(new Message.Release());
        assertThat(toldTo(3)).doesNotContain(new Message.Release());
        assertThat(result()).isEmpty();
        pass(Duration.ofMillis(900), 3);
        assertThat(toldTo(3)).doesNotContain(new Message.Release());
        pass(Duration.ofMillis(200), 3);
        assertThat(toldTo(3)).contains(new Message.Release());
        assertThat(result().orElseThrow().complete()).isTrue();
    }

    @Test
    void nodes_of_one_hint_are_neighbours() {
        engine = engineFor(4);
        String[] hints = {"rack 2", "rack 1", "rack 2", "rack 1"};
        for (int i = 0; i < 4; i++) {
            Message.Hello hello = new Message.Hello(
                    "s", "n" + i, "", Ipv4Subnet.ofInt(i), 7, hints[i], WINDOW, false, Optional.empty());
            engine.hello(i, hello, Verdict.accepted(), nowNanos);
        }
        settle();
        assertThat(effects).contains(new SourceEffect.Emit(new SendEvent.Started(List.of("n1", "n3", "n0", "n2"))));
    }

    @Test
    void an_arity_makes_a_tree() {
        engine = engineFor(6, ChainTerms.STANDARD.withArity(2));
        for (int i = 1; i <= 6; i++) {
            join(i, "n" + i);
        }
        assertThat(childrenOf(1)).containsExactly("n3", "n4");
        assertThat(childrenOf(2)).containsExactly("n5", "n6");
        assertThat(((Message.Assign) lastTo(2)).parent().parentId()).isEmpty();
    }

    private List<String> childrenOf(int connection) {
        return ((Message.Assign) lastTo(connection))
                .children().stream().map(Message.ChildLink::nodeId).toList();
    }

    @Test
    void who_calls_go_is_released_and_the_session_starts() {
        join(1, "a");
        engine.go(9, nowNanos);
        settle();
        assertThat(toldTo(9)).containsExactly(new Message.Release());
        assertThat(effects).contains(new SourceEffect.Close(9));
        assertThat(hasStarted()).isTrue();
    }

    @Test
    void a_node_whose_sink_took_something_else_is_not_done() {
        join(1, "a");
        join(2, "b");
        engine.sourceEnded(9, DIGEST);
        for (int connection : new int[] {1, 2}) {
            say(connection, new Message.Complete(9));
        }
        say(1, new Message.Done(9, OTHER));
        say(2, new Message.Done(9, DIGEST));
        SendResult result = result().orElseThrow();
        assertThat(result.error()).isEmpty();
        assertThat(result.complete()).isFalse();
        assertThat(result.nodes().get(0).failure().orElseThrow()).startsWith("digest mismatch");
        assertThat(result.nodes().get(1).complete()).isTrue();
        assertThat(lastTo(2)).isEqualTo(new Message.Release());
    }

    @Test
    void a_node_that_claims_the_end_before_the_source_has_ended_is_given_up() {
        join(1, "a");
        join(2, "b");
        engine.sourceRead(5);
        say(1, new Message.Complete(5));
        assertThat(lastTo(1)).isInstanceOf(Message.Aborted.class);
        assertThat(lastTo(2)).isInstanceOf(Message.Assign.class);
    }

    @Test
    void a_node_that_is_done_is_kept_until_no_other_needs_bytes() {
        join(1, "a");
        join(2, "b");
        engine.sourceEnded(9, DIGEST);
        say(1, new Message.Complete(9));
        say(1, new Message.Done(9, DIGEST));
        assertThat(toldTo(1)).doesNotContain(new Message.Release());
        say(2, new Message.Complete(9));
        assertThat(toldTo(1)).contains(new Message.Release());
        assertThat(result()).isEmpty();
        say(2, new Message.Done(9, DIGEST));
        assertThat(result().orElseThrow().complete()).isTrue();
    }

    @Test
    void a_node_that_needs_bytes_that_nobody_has_any_more_is_given_up_with_that_reason() {
        engine = engineFor(3);
        join(1, "a");
        join(2, "b");
        join(3, "c");
        say(2, new Message.Orphan(1, 5, LinkLoss.WINDOW_LOST, "byte 5 is wanted, the oldest kept is 9"));
        pass(Duration.ofMillis(100), 1, 2, 3);
        Message.Assign atSource = (Message.Assign) lastTo(2);
        assertThat(atSource.parent().parentId()).isEmpty();
        say(2, new Message.Orphan(2, 5, LinkLoss.WINDOW_LOST, "byte 5 is wanted, the oldest kept is 9"));
        pass(Duration.ofMillis(100), 1, 2, 3);
        assertThat(lastTo(2)).isEqualTo(new Message.Aborted("window lost: byte 5 is wanted, the oldest kept is 9"));
        assertThat(result()).isEmpty();
    }

    private void complain(int times, long gainedBytes) {
        engine = engineFor(5);
        for (int i = 1; i <= 5; i++) {
            join(i, "n" + i);
        }
        for (int i = 0; i < times; i++) {
            received += gainedBytes;
            if (lastTo(5) instanceof Message.Assign place) {
                say(5, new Message.Orphan(place.parent().epoch(), received, LinkLoss.CLOSED, "reset"));
            }
            pass(Duration.ofMillis(700), 1, 2, 3, 4, 5);
        }
    }

    @Test
    void a_node_that_receives_from_no_parent_is_placed_anew_at_the_third_and_given_up_at_the_tenth() {
        complain(4, 0);
        assertThat(lastTo(5)).isInstanceOf(Message.Assign.class);
        complain(30, 0);
        assertThat(lastTo(5)).isEqualTo(new Message.Aborted("receives from no parent: reset"));
    }

    @Test
    void a_parent_that_served_bytes_is_not_held_against_the_node_that_complains() {
        complain(4, 1);
        assertThat(lastTo(5)).isInstanceOf(Message.Assign.class);
    }

    private void completeBothAndFinishTheFirst() {
        join(1, "a");
        join(2, "b");
        received = 9;
        engine.sourceEnded(9, DIGEST);
        say(1, new Message.Complete(9));
        say(2, new Message.Complete(9));
        say(1, new Message.Done(9, DIGEST));
    }

    @Test
    void a_node_that_lives_while_its_sink_hangs_is_given_up_in_the_end() {
        completeBothAndFinishTheFirst();
        pass(Duration.ofSeconds(290), 2);
        assertThat(result()).isEmpty();
        pass(Duration.ofSeconds(20), 2);
        SendResult result = result().orElseThrow();
        assertThat(result.nodes().get(0).complete()).isTrue();
        assertThat(result.nodes().get(1).failure())
                .contains("has all bytes, and its sink did nothing for 300.0 s at byte 0");
    }

    @Test
    void a_slow_sink_that_still_takes_bytes_is_waited_for() {
        completeBothAndFinishTheFirst();
        for (sunk = 1; sunk <= 4; sunk++) {
            pass(Duration.ofSeconds(290), 2);
        }
        say(2, new Message.Done(9, DIGEST));
        assertThat(result().orElseThrow().complete()).isTrue();
    }

    @Test
    void silent_nodes_are_given_up_and_the_last_one_ends_the_session() {
        join(1, "a");
        join(2, "b");
        pass(Duration.ofSeconds(6), 2);
        assertThat(effects).contains(new SourceEffect.Emit(new SendEvent.NodeLost("a", "silent for 5.0 s")));
        assertThat(effects).contains(new SourceEffect.Emit(new SendEvent.Repaired(2)));
        pass(Duration.ofSeconds(6));
        assertThat(result().orElseThrow().error()).contains("no node is left");
    }

    @Test
    void when_nobody_at_all_is_heard_the_source_may_be_cut_off_and_waits_longer() {
        join(1, "a");
        join(2, "b");
        pass(Duration.ofSeconds(10));
        assertThat(result()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(result().orElseThrow().error()).contains("no node is left");
    }

    @Test
    void a_stranger_under_the_name_of_a_leaf_who_complains_at_once_ends_nothing() {
        join(1, "a");
        join(2, "b");
        Message.Hello hello = Message.Hello.first("s", "b", "", Ipv4Subnet.address("10.0.9.9"), 9);
        engine.hello(9, hello, Verdict.accepted(), nowNanos);
        engine.message(9, new Message.Orphan(1, 0, LinkLoss.WINDOW_LOST, "so it says"), nowNanos);
        engine.tick(nowNanos);
        settle();
        assertThat(result()).isEmpty();
        assertThat(lastTo(9)).isInstanceOf(Message.Assign.class);
    }

    @Test
    void a_node_that_comes_back_with_everything_is_not_waited_for() {
        engine = engineFor(3);
        for (int i = 1; i <= 3; i++) {
            join(i, "n" + i);
        }
        engine.sourceEnded(9, DIGEST);
        engine.controlLost(3, "reset", nowNanos);
        Message.Part all = new Message.Part(new StreamId(1, 2), 9);
        engine.hello(
                4,
                new Message.Hello("s", "n3", "", Ipv4Subnet.address("10.0.1.3"), 7, "", WINDOW, true, Optional.of(all)),
                Verdict.accepted(),
                nowNanos);
        settle();
        assertThat(((Message.Assign) lastTo(2)).children())
                .extracting(Message.ChildLink::pace)
                .containsExactly(Message.Pace.MAY_FALL_BEHIND);
    }

    @Test
    void a_pause_of_our_own_is_not_taken_for_the_silence_of_the_nodes() {
        join(1, "a");
        join(2, "b");
        pass(Duration.ofSeconds(4), 1, 2);
        nowNanos += Duration.ofSeconds(20).toNanos();
        engine.tick(nowNanos);
        settle();
        pass(Duration.ofMillis(800), 2);
        assertThat(effects).noneMatch(e -> e instanceof SourceEffect.Emit m && m.event() instanceof SendEvent.SetAside);
        pass(Duration.ofMillis(300), 2);
        assertThat(effects).contains(new SourceEffect.Emit(new SendEvent.SetAside("a", "silent for 1.0 s")));
        pass(Duration.ofSeconds(5), 2);
        assertThat(effects).contains(new SourceEffect.Emit(new SendEvent.NodeLost("a", "silent for 5.0 s")));
    }

    @Test
    void a_pause_of_our_own_does_not_blame_the_parent_of_an_orphan() {
        join(1, "a");
        join(2, "b");
        pass(Duration.ofMillis(100), 1, 2);
        say(2, new Message.Orphan(1, 5, LinkLoss.CLOSED, "reset"));
        nowNanos += Duration.ofSeconds(20).toNanos();
        engine.tick(nowNanos);
        settle();
        engine.controlLost(1, "reset", nowNanos);
        settle();
        assertThat(((Message.Assign) lastTo(2)).parent().parentId()).isEmpty();
        assertThat(toldTo(1)).hasSize(2).noneMatch(m -> m instanceof Message.Assign assign && assign.epoch() > 1);
    }

    @Test
    void two_losses_known_at_a_time_are_one_epoch() {
        engine = engineFor(4);
        for (int i = 1; i <= 4; i++) {
            join(i, "n" + i);
        }
        engine.controlLost(2, "reset", nowNanos);
        engine.controlLost(3, "reset", nowNanos);
        settle();
        Message.Assign orphan = (Message.Assign) lastTo(4);
        assertThat(orphan.epoch()).isEqualTo(2);
        assertThat(orphan.parent().parentId()).isEqualTo("n1");
        assertThat(((Message.Assign) lastTo(1)).children())
                .containsExactly(new Message.ChildLink("n4", 2, Message.Pace.HOLDS));
    }

    @Test
    void a_source_that_fails_fails_every_node_with_its_reason() {
        join(1, "a");
        join(2, "b");
        engine.sourceFailed("tar exited with 2", nowNanos);
        settle();
        assertThat(toldTo(1)).contains(new Message.Aborted("source failed: tar exited with 2"));
        SendResult result = result().orElseThrow();
        assertThat(result.error()).contains("source failed: tar exited with 2");
        assertThat(result.nodes()).noneMatch(NodeOutcome::complete);
    }

    @Test
    void progress_is_told_at_most_twice_a_second() {
        join(1, "a");
        join(2, "b");
        pass(Duration.ofSeconds(3), 1, 2);
        assertThat(effects.stream()
                        .filter(e -> e instanceof SourceEffect.Emit emit && emit.event() instanceof SendEvent.Progress))
                .hasSizeBetween(5, 6);
    }

    @Test
    void who_came_and_went_before_the_start_is_not_in_the_result_and_takes_nobodys_place() {
        for (int i = 0; i < SourceSettings.MAX_NODES + 10; i++) {
            join(100 + i, "passer-by" + i);
            engine.controlLost(100 + i, "gone", nowNanos);
            settle();
        }
        assertThat(effects)
                .noneMatch(e -> e instanceof SourceEffect.Emit emit && emit.event() instanceof SendEvent.Refused);
        join(1, "a");
        join(2, "b");
        assertThat(hasStarted()).isTrue();
        engine.cancel("enough", nowNanos);
        settle();
        assertThat(result().orElseThrow().nodes())
                .extracting(NodeOutcome::nodeId)
                .containsExactly("a", "b");
    }
}
