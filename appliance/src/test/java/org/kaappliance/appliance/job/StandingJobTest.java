package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.report.NodeHello;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.StreamSource;

/** Jobs that clone their machines at every network boot. */
class StandingJobTest extends JobLab {
    @Test
    void a_standing_job_clones_its_machines_at_every_boot_late_ones_too_until_it_is_cancelled() throws Exception {
        String id = startStanding(ONE, TWO);
        CompletableFuture<JobSnapshot> job = followed(id);
        clonesAndComesUp(ONE, id);
        assertThat(state(TWO)).as("who did not come").isEqualTo(NodeState.ARMED);
        clonesAndComesUp(TWO, id);
        clonesAndComesUp(ONE, id);
        node(TWO, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job).isNotDone();
        assertThat(board.snapshots().get(0).arming()).isEqualTo("standing");
        board.cancel(id);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
        assertThat(job.get().detail()).isEqualTo("cancelled");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
        assertThat(fleet.find(ONE).orElseThrow().detail()).isEqualTo("job 1 ended: cancelled");
        fleet.applyNow(TWO, new NodeEvent.ProofOfLife());
        assertThat(state(TWO)).isEqualTo(NodeState.VERIFIED);
    }

    @Test
    void a_standing_job_tries_a_machine_that_failed_again_at_its_next_boot() throws Exception {
        String id = startStanding(ONE);
        node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS);
        assertThat(state(ONE)).isEqualTo(NodeState.FAILED);
        clonesAndComesUp(ONE, id);
        board.cancel(id);
    }

    @Test
    void a_standing_job_goes_on_after_a_restart_wherever_its_machines_stood() throws Exception {
        String id = startStanding(ONE, TWO);
        clonesAndComesUp(ONE, id);
        node(TWO, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        restart();
        assertThat(state(ONE)).isEqualTo(NodeState.ARMED);
        fleet.applyNow(TWO, new NodeEvent.ProofOfLife());
        clonesAndComesUp(TWO, id);
        clonesAndComesUp(ONE, id);
        board.cancel(id);
        followed(id).get(30, TimeUnit.SECONDS);
        restart();
        assertThat(board.snapshots().get(0).state()).isEqualTo("done");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
        assertThat(state(TWO)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void a_standing_job_whose_golden_system_is_gone_ends_before_a_disk_is_touched_and_says_why() throws Exception {
        String id = startStanding(ONE, TWO);
        clonesAndComesUp(ONE, id);
        Files.delete(golden.resolve("etc/fstab"));
        node(ONE, id).boots();
        assertThat(followed(id).get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        for (MacAddress mac : List.of(ONE, TWO)) {
            assertThat(state(mac)).isEqualTo(NodeState.KNOWN);
            assertThat(fleet.find(mac).orElseThrow().detail()).contains("job 1 ended: cannot go on", "fstab");
        }
    }

    @Test
    void a_standing_job_ends_when_all_its_machines_were_taken_out() throws Exception {
        String id = startStanding(ONE, TWO);
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> board.start(goldenOrder(1, 0, ONE))).hasMessageContaining("for job 1 already");
        board.disarm(fleet.find(ONE).orElseThrow());
        board.bootLocally(fleet.find(TWO).orElseThrow());
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).isEqualTo("none of its nodes is armed any more");
        fleet.applyNow(ONE, new NodeEvent.ProofOfLife());
        assertThat(state(ONE)).isEqualTo(NodeState.VERIFIED);
    }

    @Test
    void a_node_that_reported_in_and_does_not_join_the_round_is_made_to_start_again() throws Exception {
        CompletableFuture<MacAddress> dismissed = new CompletableFuture<>();
        board.dismissThrough(dismissed::complete);
        String id = startStanding(ONE);
        TestNode node = node(ONE, id);
        node.saysHello(RUN);
        assertThat(dismissed.get(30, TimeUnit.SECONDS)).isEqualTo(ONE);
        assertThat(state(ONE)).isEqualTo(NodeState.FAILED);
        String token = fleet.find(ONE).orElseThrow().token().orElseThrow();
        assertThat(board.desk().hello(new NodeHello(ONE, id, token, RUN, LOOPBACK, "test")))
                .as("its connection comes back")
                .isInstanceOf(Verdict.Refused.class);
        assertThat(state(ONE)).isEqualTo(NodeState.FAILED);
        clonesAndComesUp(ONE, id);
        board.cancel(id);
    }

    @Test
    void a_machine_that_comes_while_a_round_waits_for_others_joins_it_though_it_was_not_armed_when_the_round_began()
            throws Exception {
        MacAddress three = MacAddress.parse("52:54:00:77:00:03");
        String id = startStanding(Duration.ofSeconds(4), ONE, TWO, three);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        CompletableFuture<Void> two = node(TWO, id).boots().goesAllTheWay();
        while (!board.snapshots().get(0).session().startsWith("getstage2")) {
            Thread.onSpinWait();
        }
        fleet.applyNow(ONE, new NodeEvent.ProofOfLife());
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        two.get(30, TimeUnit.SECONDS);
        assertThat(fleet.find(ONE).orElseThrow().failures()).isZero();
        assertThat(state(ONE)).isEqualTo(NodeState.DONE);
        board.cancel(id);
    }

    @Test
    void a_machine_that_comes_to_be_cloned_a_fifth_time_within_two_hours_is_parked() throws Exception {
        String id = startStanding(ONE);
        for (int clone = 0; clone < 4; clone++) {
            clonesAndComesUp(ONE, id);
        }
        String token = fleet.find(ONE).orElseThrow().token().orElseThrow();
        assertThat(board.desk().hello(new NodeHello(ONE, id, token, RUN, LOOPBACK, "test")))
                .isInstanceOf(Verdict.Stay.class);
        assertThat(state(ONE)).isEqualTo(NodeState.PARKED);
        assertThat(fleet.find(ONE).orElseThrow().detail()).contains("4 clones within 2 hours");
        assertThat(followed(id).get(30, TimeUnit.SECONDS).detail()).isEqualTo("none of its nodes is armed any more");
    }

    @Test
    void a_standing_job_whose_last_machine_was_taken_out_and_whose_end_was_not_stored_is_done_after_a_restart()
            throws Exception {
        String id = startStanding(ONE);
        board.disarm(fleet.find(ONE).orElseThrow());
        followed(id).get(30, TimeUnit.SECONDS);
        StoredJobs jobs = new StoredJobs(store);
        jobs.save(jobs.load().get(0).in(StoredJobs.State.RUNNING, "")).join();
        restart();
        assertThat(board.snapshots().get(0).state()).isEqualTo("done");
        assertThat(board.snapshots().get(0).detail()).isEqualTo("none of its nodes is armed any more");
    }

    @Test
    void how_long_a_round_waits_is_not_taken_over_from_a_job_of_the_other_kind() throws Exception {
        String id = board.start(goldenOrder(1, 0, Duration.ofSeconds(7), ONE));
        assertThat(repeatedWait(Arming.ONCE)).isEqualTo(7);
        assertThat(repeatedWait(Arming.STANDING)).as("that of the settings").isZero();
        board.cancel(id);
    }

    private long repeatedWait(Arming arming) throws ControlException {
        return board.pastOrders()
                .repeat("", List.of(ONE), arming)
                .order()
                .rounds()
                .waitSeconds();
    }

    @Test
    void a_standing_job_that_dies_of_a_bug_has_failed_and_its_end_is_stored_before_its_nodes_are_let_go() {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        fleet.applyNow(ONE, new NodeEvent.Arm("9", "cafe", Arming.STANDING));
        fleet.applyNow(ONE, new NodeEvent.Hello("9"));
        Member member = new Member(ONE, "node1", "cafe");
        Roster roster = new Roster("9", Arming.STANDING, List.of(member), fleet, System::nanoTime);
        roster.waiting(member, "getstage2-9");
        List<String> stored = new ArrayList<>();
        CloneJob job = new CloneJob(
                "9",
                SessionKey.of(new byte[32]),
                terms,
                0,
                roster,
                new BrokenStreams(),
                fleet,
                relay,
                mac -> {},
                (succeeded, text) -> stored.add(succeeded + " " + text + " " + state(ONE)));
        job.run();
        assertThat(stored).containsExactly("false cannot go on: a bug WAITING");
        assertThat(roster.succeeded()).isFalse();
        assertThat(roster.detail()).isEqualTo("cannot go on: a bug");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    private static final class BrokenStreams implements JobStreams {
        @Override
        public ClonePlan plan() {
            throw new IllegalStateException("a bug");
        }

        @Override
        public StreamSource stage2() {
            throw new IllegalStateException("nothing is sent");
        }

        @Override
        public StreamSource golden(Consumer<String> warnings) {
            throw new IllegalStateException("nothing is sent");
        }

        @Override
        public StreamSource image(DeviceName partition) {
            throw new IllegalStateException("nothing is sent");
        }

        @Override
        public long goldenBytes() {
            return 0;
        }

        @Override
        public long imageBytes(DeviceName device) {
            return 0;
        }
    }
}
