package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.Verdict;

class KaServerEngineTest {
    private static final int UNITS = 60;
    private static final int MAX_STEPS = 2_000;
    private static final Inet4Address A = Ipv4Subnet.address("10.0.0.11");
    private static final Inet4Address B = Ipv4Subnet.address("10.0.0.12");

    private interface Fault {
        void at(int step, FakeCluster cluster);
    }

    /** Runs to the end and checks that exactly those have the stream who were neither killed nor hung. */
    private static FakeCluster run(FakeCluster cluster, Fault fault) {
        cluster.joinAll();
        for (int step = 0; step < MAX_STEPS && !cluster.engine.isOver(); step++) {
            fault.at(step, cluster);
            cluster.step();
        }
        cluster.check(cluster.engine.isOver(), "the session did not end: " + cluster.engine.figures());
        for (NodeOutcome outcome : cluster.engine.outcomes()) {
            FakeOriginal client = cluster.clients.get(outcome.address());
            boolean isSpared = !client.hangs && (!client.killed || client.finished);
            cluster.check(!isSpared || outcome.complete(), "survivor " + outcome);
            cluster.check(!outcome.complete() || client.received == cluster.total, "complete " + outcome);
        }
        return cluster;
    }

    private static void killOnce(FakeCluster cluster, int... victims) {
        for (int index : victims) {
            FakeOriginal victim = cluster.client(index);
            if (victim.isUp()) {
                cluster.kill(victim);
            }
        }
    }

    private static int stepsWithoutFault(int count, int arity) {
        return (int) (run(new FakeCluster("no fault", 1, count, arity, UNITS), (step, cluster) -> {}).nowNanos
                / FakeCluster.STEP_NANOS);
    }

    @Test
    void without_a_fault_all_get_the_stream_in_the_order_of_their_addresses() {
        for (int arity = 1; arity <= 3; arity++) {
            FakeCluster cluster = run(new FakeCluster("arity " + arity, 1, 7, arity, UNITS), (step, c) -> {});
            assertThat(cluster.engine.outcomes()).hasSize(7).allMatch(NodeOutcome::complete);
            assertThat(cluster.engine.outcomes().get(0).nodeId()).isEqualTo("10.0.0.11");
            assertThat(cluster.events.stream().filter(e -> e instanceof SendEvent.NodeDone))
                    .hasSize(7);
            assertThat(cluster.events).noneMatch(e -> e instanceof SendEvent.NodeLost);
        }
    }

    @Test
    void the_first_client_gets_the_server_as_its_parent_and_each_other_the_one_before_it() {
        FakeCluster cluster = new FakeCluster("chain", 1, 3, 1, 1);
        cluster.joinAll();
        assertThat(cluster.effects)
                .containsSubsequence(
                        new KaServerEffect.Send(1, new ServerPacket.GivesIp(FakeCluster.SOURCE)),
                        new KaServerEffect.Send(2, new ServerPacket.GivesIp(A)),
                        new KaServerEffect.Send(3, new ServerPacket.GivesIp(B)));
    }

    @Test
    void a_kill_of_any_client_at_any_step_leaves_the_others_complete() {
        for (int arity = 1; arity <= 2; arity++) {
            int end = stepsWithoutFault(5, arity);
            for (int victim = 1; victim <= 5; victim++) {
                for (int at = 0; at < end; at++) {
                    int killed = victim;
                    int killedAt = at;
                    run(
                            new FakeCluster("kill " + victim + " at " + at + ", arity " + arity, at, 5, arity, UNITS),
                            (s, c) -> {
                                if (s == killedAt) {
                                    killOnce(c, killed);
                                }
                            });
                }
            }
        }
    }

    @Test
    void two_neighbours_killed_at_any_step_leave_the_others_complete() {
        int end = stepsWithoutFault(5, 1);
        for (int first = 1; first <= 4; first++) {
            for (int at = 0; at < end; at++) {
                int killed = first;
                int killedAt = at;
                run(new FakeCluster("kill " + first + " and the next at " + at, at, 5, 1, UNITS), (s, c) -> {
                    if (s == killedAt) {
                        killOnce(c, killed, killed + 1);
                    }
                });
            }
        }
    }

    @Test
    void random_kills_leave_the_survivors_complete() {
        for (long seed = 0; seed < 1500; seed++) {
            Random random = new Random(seed);
            int count = 2 + random.nextInt(8);
            FakeCluster cluster = new FakeCluster("seed " + seed, seed, count, 1 + random.nextInt(2), UNITS);
            run(cluster, (step, c) -> {
                if (random.nextInt(30) == 0) {
                    killOnce(c, 1 + random.nextInt(count));
                }
            });
        }
    }

    /** The original's own server loses the job here. */
    @Test
    void a_client_that_hangs_at_any_step_is_dropped_and_the_others_complete() {
        int end = stepsWithoutFault(4, 1);
        for (int victim = 1; victim <= 4; victim++) {
            for (int at = 0; at < end; at += 3) {
                int hung = victim;
                int hungAt = at;
                FakeCluster cluster =
                        run(new FakeCluster("hang " + victim + " at " + at, at, 4, 1, UNITS), (step, c) -> {
                            if (step == hungAt && !c.client(hung).finished) {
                                c.client(hung).hangs = true;
                            }
                        });
                if (cluster.client(hung).hangs) {
                    assertThat(cluster.engine.outcomes().get(hung - 1).failure())
                            .as(cluster.name)
                            .isPresent();
                }
            }
        }
    }

    private final KaServerEngine engine = new KaServerEngine(FakeCluster.SOURCE, 1, Duration.ofSeconds(1), 0);

    private void join(long connection, Inet4Address address) {
        engine.hello(connection, address, Verdict.accepted(), 0);
        engine.packet(connection, new ClientPacket.AcceptsData(), 0);
    }

    private static long seconds(int seconds) {
        return seconds * 1_000_000_000L;
    }

    private void tickTo(int seconds, long from) {
        for (long now = from; now <= seconds(seconds); now += FakeCluster.STEP_NANOS) {
            engine.tick(0, now);
        }
    }

    @Test
    void after_5_s_without_any_event_clients_are_pinged_and_the_mute_are_dropped_5_s_later() {
        join(1, A);
        join(2, B);
        engine.start(0);
        engine.drain();
        tickTo(4, 0);
        assertThat(engine.drain()).isEmpty();
        tickTo(5, seconds(4));
        assertThat(engine.drain())
                .contains(
                        new KaServerEffect.Send(1, new ServerPacket.Ping()),
                        new KaServerEffect.Send(2, new ServerPacket.Ping()));
        engine.packet(2, new ClientPacket.PingReply(), seconds(6));
        tickTo(9, seconds(5));
        assertThat(engine.drain()).noneMatch(e -> e instanceof KaServerEffect.Close);
        tickTo(10, seconds(9));
        assertThat(engine.drain()).contains(new KaServerEffect.Close(1)).doesNotContain(new KaServerEffect.Close(2));
    }

    @Test
    void a_pause_of_our_own_process_costs_no_client_its_place() {
        join(1, A);
        engine.start(0);
        tickTo(6, 0);
        engine.drain();
        engine.tick(0, seconds(600));
        assertThat(engine.drain()).noneMatch(e -> e instanceof KaServerEffect.Close);
    }

    @Test
    void a_client_that_never_connects_to_its_parent_is_given_up() {
        join(1, A);
        engine.start(0);
        tickTo(7, 0);
        engine.packet(1, new ClientPacket.PingReply(), seconds(7));
        tickTo(12, seconds(7));
        assertThat(engine.outcomes().get(0).failure()).contains("got no connection to its parent 10.0.0.1 for 12 s");
        assertThat(engine.isOver()).isTrue();
    }

    @Test
    void an_orphan_whose_new_parent_hangs_is_not_lost_in_its_place() {
        int end = stepsWithoutFault(5, 1);
        for (int at = 0; at < end; at++) {
            int faultAt = at;
            run(new FakeCluster("2 hangs and 3 is killed at " + at, at, 5, 1, UNITS), (s, c) -> {
                if (s == faultAt) {
                    c.client(2).hangs = true;
                    killOnce(c, 3);
                }
            });
        }
    }

    @Test
    void a_client_whose_parent_has_a_ping_to_answer_is_not_given_up_before_that_is_mute() {
        Inet4Address c = Ipv4Subnet.address("10.0.0.13");
        join(1, A);
        join(2, B);
        join(3, c);
        engine.start(0);
        engine.sourceGotClient(A, 0);
        engine.packet(1, new ClientPacket.ReportsPosition(0), 0);
        engine.packet(1, new ClientPacket.GotClient(B), 0);
        engine.packet(2, new ClientPacket.ReportsPosition(0), 0);
        engine.packet(1, new ClientPacket.GotClient(B), seconds(4));
        tickTo(8, seconds(4));
        engine.packet(1, new ClientPacket.PingReply(), seconds(8));
        tickTo(13, seconds(8));
        engine.packet(1, new ClientPacket.PingReply(), seconds(13));
        engine.packet(3, new ClientPacket.PingReply(), seconds(13));
        tickTo(20, seconds(13));
        assertThat(engine.outcomes().get(1).failure()).contains("did not answer a ping for 5 s");
        assertThat(engine.outcomes().get(2).failure().orElse(""))
                .doesNotContain("no connection to its parent 10.0.0.12");
    }

    @Test
    void no_byte_flows_before_every_client_has_its_place() {
        join(1, A);
        join(2, B);
        engine.start(0);
        engine.sourceGotClient(A, 0);
        engine.packet(1, new ClientPacket.ReportsPosition(0), 0);
        assertThat(engine.drain())
                .contains(new KaServerEffect.Serve(A, 0))
                .noneMatch(e -> e instanceof KaServerEffect.Flow);
        engine.packet(1, new ClientPacket.GotClient(B), 0);
        engine.packet(2, new ClientPacket.ReportsPosition(0), 0);
        assertThat(engine.drain())
                .contains(new KaServerEffect.Send(1, new ServerPacket.GivesAuth(B, 0)))
                .noneMatch(e -> e instanceof KaServerEffect.Flow);
        engine.packet(1, new ClientPacket.GotClient(B), 0);
        assertThat(engine.drain()).contains(new KaServerEffect.Flow());
    }

    @Test
    void a_client_that_lies_is_lost_and_never_called_complete() {
        join(1, A);
        engine.start(0);
        engine.packet(1, new ClientPacket.HasFinished(), 0);
        assertThat(engine.outcomes().get(0).failure().orElseThrow()).contains("before the end of the flow");
        assertThat(engine.isOver()).isTrue();
    }

    @Test
    void a_client_that_claims_more_than_was_sent_is_lost() {
        join(1, A);
        engine.start(0);
        engine.sourceEnded(1000, 0);
        engine.packet(1, new ClientPacket.DadDisconnected(FakeCluster.SOURCE, 1000), 0);
        assertThat(engine.outcomes().get(0).failure().orElseThrow()).contains("says that it has 1000 bytes");
    }

    @Test
    void a_stranger_that_reports_other_peoples_children_changes_nothing() {
        join(1, A);
        join(2, B);
        join(3, Ipv4Subnet.address("10.0.0.13"));
        engine.start(0);
        engine.drain();
        engine.packet(3, new ClientPacket.GotClient(A), 0);
        engine.packet(3, new ClientPacket.GotClient(B), 0);
        engine.packet(2, new ClientPacket.GotClient(B), 0);
        engine.packet(9, new ClientPacket.GotClient(B), 0);
        engine.sourceGotClient(B, 0);
        assertThat(engine.drain()).isEmpty();
    }

    @Test
    void clients_that_wait_are_released_a_stagger_apart_and_only_when_the_rest_is_done() {
        for (long connection = 1; connection <= 2; connection++) {
            engine.hello(connection, connection == 1 ? A : B, Verdict.accepted(), 0);
            engine.packet(connection, new ClientPacket.SendsOptions(true), 0);
            engine.packet(connection, new ClientPacket.AcceptsData(), 0);
        }
        engine.start(0);
        engine.sourceEnded(0, 0);
        engine.packet(1, new ClientPacket.DadDisconnected(FakeCluster.SOURCE, 0), 0);
        engine.packet(2, new ClientPacket.DadDisconnected(A, 0), 0);
        engine.packet(1, new ClientPacket.HasFinished(), 0);
        engine.packet(2, new ClientPacket.HasFinished(), 0);
        assertThat(engine.active()).isZero();
        assertThat(engine.isOver()).isFalse();
        assertThat(engine.drain()).doesNotContain(new KaServerEffect.Send(1, new ServerPacket.Finish()));
        engine.release(0);
        assertThat(engine.drain())
                .contains(new KaServerEffect.Send(1, new ServerPacket.Finish()))
                .doesNotContain(new KaServerEffect.Send(2, new ServerPacket.Finish()));
        engine.tick(0, 900_000_000);
        assertThat(engine.drain()).isEmpty();
        engine.tick(0, 1_000_000_000);
        assertThat(engine.drain()).contains(new KaServerEffect.Send(2, new ServerPacket.Finish()));
        assertThat(engine.isOver()).isTrue();
        assertThat(engine.outcomes()).allMatch(NodeOutcome::complete);
    }

    @Test
    void nobody_joins_a_session_that_has_started_or_that_refuses_it() {
        engine.hello(1, A, Verdict.refused("unknown"), 0);
        assertThat(engine.drain())
                .isEqualTo(List.of(
                        new KaServerEffect.Close(1),
                        new KaServerEffect.Emit(new SendEvent.Refused("10.0.0.11", A, "unknown"))));
        join(2, B);
        engine.start(0);
        engine.drain();
        engine.hello(3, A, Verdict.accepted(), 0);
        assertThat(engine.drain()).containsExactly(new KaServerEffect.Close(3));
    }

    @Test
    void a_client_that_boots_again_takes_its_own_place() {
        join(1, A);
        join(2, A);
        assertThat(engine.active()).isEqualTo(1);
        assertThat(engine.drain()).contains(new KaServerEffect.Close(1));
        engine.lost(1, "closed", 0);
        assertThat(engine.active()).isEqualTo(1);
    }
}
