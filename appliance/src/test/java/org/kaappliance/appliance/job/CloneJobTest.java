package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.Hook;
import org.kaappliance.clientkit.report.NodeHello;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;

/** Jobs that are over when their nodes are cloned. */
class CloneJobTest extends JobLab {
    @Test
    void what_a_kill_left_armed_without_a_running_job_is_let_go_at_the_next_start() throws Exception {
        String cancelled = board.start(goldenOrder(1, 0, ONE));
        String armed = board.start(goldenOrder(1, 0, TWO));
        StoredJobs jobs = new StoredJobs(store);
        for (StoredJobs.Row row : jobs.load()) {
            boolean isCancelled = row.id().equals(cancelled);
            jobs.save(row.in(isCancelled ? StoredJobs.State.FAILED : StoredJobs.State.ARMING, ""))
                    .join(); // as it is stored before the nodes are let go, and before the last of them is armed
        }
        restart();
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
        assertThat(fleet.find(ONE).orElseThrow().detail()).isEqualTo("job " + cancelled + " is over");
        assertThat(state(TWO)).isEqualTo(NodeState.KNOWN);
        assertThat(board.snapshots()).extracting(JobSnapshot::state).containsOnly("failed");
        assertThat(board.snapshots().get(1).detail()).contains("while its nodes were armed");
        assertThatThrownBy(() -> board.cancel(armed)).isInstanceOf(ControlException.class);
    }

    @Test
    void a_job_whose_last_node_was_stored_as_cloned_is_done_after_a_restart() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        followed(id).get(30, TimeUnit.SECONDS);
        StoredJobs jobs = new StoredJobs(store);
        jobs.save(jobs.load().get(0).in(StoredJobs.State.RUNNING, "")).join();
        restart();
        assertThat(board.snapshots().get(0).state()).isEqualTo("done");
    }

    @Test
    void a_plan_that_is_only_shown_makes_no_job_and_arms_nothing() throws Exception {
        List<String> lines = board.plan(goldenOrder(1, 0, ONE)).text();

        assertThat(lines)
                .contains(
                        "+ Streams :",
                        "     getstage2 : the tools, 1 MiB",
                        "+ Nodes, ALL DATA ON THE DRIVES ABOVE IS ERASED :",
                        "     /dev/sda2 / ext4, 1 MiB used")
                .anyMatch(line -> line.startsWith("     kainstall1 : this plan, "))
                .anyMatch(line -> line.startsWith("     kainstall2 : the files, about "));
        assertThat(board.snapshots()).isEmpty();
        assertThat(fleet.find(ONE)).isEmpty();
        assertThat(new StoredJobs(store).load()).isEmpty();
    }

    @Test
    void two_nodes_get_all_three_streams_and_are_switched_to_local_boot() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        CompletableFuture<Void> first = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
        assertThat(job.get().detail()).isEqualTo("2 of 2 nodes cloned");
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.DONE);
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.DONE);
    }

    @Test
    void a_node_that_fails_while_it_formats_does_not_hold_the_other_and_is_parked() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        CompletableFuture<Void> good = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Verdict> bad = node(TWO, id).boots().failsIn(NodeStep.FORMAT);
        CompletableFuture.allOf(good, bad).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        assertThat(job.get().detail()).contains("1 of 2", TWO.toString(), "FORMAT: made to fail");
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.DONE);
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.PARKED);
    }

    @Test
    void a_clone_that_is_known_by_the_same_as_another_is_refused_by_name() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        TestNode first = node(ONE, id).boots();
        TestNode second = node(TWO, id).boots();
        CompletableFuture.allOf(first.receivesAll(), second.receivesAll()).get(30, TimeUnit.SECONDS);
        board.desk().identity(ONE, "host-name", "golden");
        board.desk().identity(TWO, "host-name", "golden");
        board.desk().identity(ONE, "ssh-rsa", "SHA256:one");
        board.desk().identity(ONE, "machine-id", "5d41402abc4b2a76");
        board.desk().identity(TWO, "ssh-rsa", "SHA256:two");
        assertThat(board.desk().done(ONE, id)).isInstanceOf(Verdict.Accepted.class);

        board.desk().identity(TWO, "machine-id", "5d41402abc4b2a76");

        assertThat(board.desk().done(TWO, id)).isEqualTo(Verdict.refused("its machine-id is also that of " + ONE));
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.FINISHING);
        board.desk().failed(TWO, NodeStep.BOOTLOADER, "the appliance refused");
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
    }

    @Test
    void hooks_of_the_administrator_travel_in_the_order_and_one_that_is_none_stops_it() throws Exception {
        Path hooks = Files.createDirectories(dir.resolve("hooks"));
        board.planWith(OwnPlanner.NOTHING_SET.with(new OwnSteps(Optional.of(hooks), Duration.ofMinutes(1), "never")));
        Path hook = Files.writeString(hooks.resolve("10-register"), "#!/bin/sh\n");

        assertThatThrownBy(() -> board.plan(goldenOrder(1, 0, ONE)))
                .hasMessageContaining("10-register is not executable");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        assertThat(board.plan(goldenOrder(1, 0, ONE)).text()).contains("+ Hooks: 10-register");

        TestNode node = node(ONE, board.start(goldenOrder(1, 0, ONE))).boots();
        node.receive("getstage2");
        assertThat(ClonePlan.decode(node.receive("kainstall1")).plan().finish().hooks())
                .extracting(Hook::name)
                .containsExactly("10-register");
    }

    @Test
    void a_node_that_fails_once_is_cloned_in_the_next_round() throws Exception {
        String id = board.start(goldenOrder(1, 1, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_that_never_comes_is_disarmed_at_the_end_because_its_disk_is_untouched() throws Exception {
        String id = board.start(goldenOrder(2, 0, Duration.ofSeconds(3), ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().goesAllTheWay().get(40, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).contains("1 of 2 nodes cloned", TWO.toString());
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void nobody_says_hello_or_joins_without_the_token() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        NodeHello forged = new NodeHello(ONE, id, "00000000000000000000000000000000", RUN, LOOPBACK, "");
        assertThat(board.desk().hello(forged)).isInstanceOf(Verdict.Refused.class);
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.ARMED);
        ReceiveSpec spec = ReceiveSpec.of("getstage2-" + id, LOOPBACK, ONE.toString())
                .withServer(LOOPBACK)
                .withPorts(relay.ports())
                .withTries(3, Duration.ofMillis(300))
                .withCredential("00000000000000000000000000000000");
        assertThat(errorOf(spec.withTrust(Trust.keyed(key(id))))).contains("not expected");
        assertThat(errorOf(spec)).contains("needs a key");
        assertThat(errorOf(spec.withTrust(Trust.keyed(SessionKey.of(new byte[32])))))
                .contains("does not hold the session's key");
        board.cancel(id);
    }

    @Test
    void every_job_has_a_key_of_its_own_which_it_keeps_over_a_restart_and_nobody_prints() throws Exception {
        String first = board.start(goldenOrder(1, 0, ONE));
        String second = board.start(goldenOrder(1, 0, TWO));
        SessionKey key = key(first);
        assertThat(key.secret()).hasSize(32);
        assertThat(key(second)).isNotEqualTo(key);
        close();
        start();
        board.resume();
        assertThat(key(first)).isEqualTo(key);
        assertThat(new StoredJobs(store).load().toString()).doesNotContain(key.hex());
        assertThat(board.snapshots().toString()).doesNotContain(key.hex());
        board.cancel(first);
        board.cancel(second);
    }

    @Test
    void a_job_whose_streams_are_encrypted_clones_its_nodes() throws Exception {
        close();
        start(Trust.Cipher.AES_GCM);
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        CompletableFuture<Void> first = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).isEqualTo("2 of 2 nodes cloned");
    }

    @Test
    void a_node_that_is_lost_and_comes_back_within_one_session_is_not_failed() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<Void> lost = new CompletableFuture<>();
        CompletableFuture<JobSnapshot> job = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return board.follow(
                                id,
                                snapshot -> snapshot.nodes().stream()
                                        .filter(row -> row.detail().contains("lost, may come back"))
                                        .forEach(row -> lost.complete(null)));
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        TestNode first = node(ONE, id).boots();
        CompletableFuture<Void> joined = new CompletableFuture<>();
        Thread leaving = new Thread(() -> first.receive("getstage2", event -> {
            if (event instanceof ReceiveEvent.Joined) {
                joined.complete(null);
            }
        }));
        leaving.setUncaughtExceptionHandler((thread, interrupted) -> {});
        leaving.start();
        joined.get(30, TimeUnit.SECONDS);
        leaving.interrupt();
        lost.get(30, TimeUnit.SECONDS);
        CompletableFuture<Void> again = first.goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(again, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).isEqualTo("2 of 2 nodes cloned");
    }

    @Test
    void done_without_having_received_anything_is_refused() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        node(ONE, id).boots();
        assertThat(board.desk().done(ONE, id)).isInstanceOf(Verdict.Refused.class);
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.WAITING);
        board.cancel(id);
    }

    @Test
    void a_job_goes_on_after_a_restart_of_the_appliance_with_the_same_tokens() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        String token = fleet.find(ONE).orElseThrow().token().orElseThrow();
        close();
        start();
        board.resume();
        assertThat(fleet.find(ONE).orElseThrow().token()).contains(token);
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_job_whose_golden_system_is_gone_after_a_restart_lets_its_untouched_nodes_go() throws Exception {
        board.start(goldenOrder(1, 0, ONE));
        close();
        Files.delete(golden.resolve("etc/fstab"));
        start();
        board.resume();
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
        assertThat(board.snapshots())
                .singleElement()
                .satisfies(s -> assertThat(s.detail()).contains("cannot go on", "fstab"));
    }

    @Test
    void a_finished_job_is_not_taken_up_again_and_arms_nothing() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        job.get(30, TimeUnit.SECONDS);
        close();
        start();
        board.resume();
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.DONE);
        assertThat(board.snapshots())
                .singleElement()
                .satisfies(s -> assertThat(s.state()).isEqualTo("done"));
    }

    @Test
    void without_names_the_known_machines_must_be_exactly_as_many_as_wanted() {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        fleet.applyNow(TWO, new NodeEvent.Registered("node2"));
        assertThatThrownBy(() -> board.start(goldenOrder(1, 0)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("2 machines are known, and -n says 1")
                .hasMessageContaining("--nodes");
        assertThat(fleet.all()).extracting(NodeRecord::state).containsOnly(NodeState.KNOWN);
    }

    @Test
    void a_machine_that_is_named_twice_is_cloned_once() throws Exception {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        fleet.applyNow(TWO, new NodeEvent.Registered("node2"));
        JobOrder twice = JobOrders.small(
                2, List.of("node*", "node2", ONE.toString()), golden.toString(), JobOrder.Rounds.AS_SET);
        assertThat(board.plan(twice).nodes()).containsExactly(ONE, TWO);
    }

    @Test
    void a_plan_that_cannot_be_made_arms_nothing_and_names_every_problem() throws IOException {
        Files.writeString(golden.resolve("etc/fstab"), "/dev/sda2 / zfs defaults 0 1\n");
        assertThatThrownBy(() -> board.start(goldenOrder(1, 0, ONE)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("zfs");
        assertThat(fleet.find(ONE)).isEmpty();
    }

    @Test
    void a_node_of_a_running_job_is_not_given_to_another() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        assertThatThrownBy(() -> board.start(goldenOrder(1, 0, ONE)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("for job " + id + " already");
        board.cancel(id);
    }

    @Test
    void a_node_that_starts_again_before_the_first_session_begins_is_cloned_all_the_same() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        node(ONE, id).boots();
        board.desk().lost(ONE);
        CompletableFuture<Void> first = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_that_another_job_has_taken_over_is_not_touched_when_its_first_job_ends() throws Exception {
        String first = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(first);
        board.disarm(fleet.find(TWO).orElseThrow());
        String second = board.start(goldenOrder(1, 0, TWO));
        node(ONE, first).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        assertThat(fleet.find(TWO).orElseThrow().state()).isEqualTo(NodeState.ARMED);
        assertThat(fleet.find(TWO).orElseThrow().job()).contains(second);
        board.cancel(second);
    }

    @Test
    void what_is_said_late_of_an_earlier_try_does_not_end_the_present_one() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        fleet.applyNow(ONE, new NodeEvent.PxeBoot());
        board.desk().lost(ONE);
        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_whose_report_connection_comes_back_has_not_started_again() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        fleet.applyNow(ONE, new NodeEvent.PxeBoot());
        TestNode node = node(ONE, id);
        node.saysHello(RUN);
        node.receive("getstage2");
        node.receive("kainstall1");
        node.saysHello(RUN);
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.RECEIVING);
        node.receive("kainstall2");
        assertThat(board.desk().done(ONE, id)).isInstanceOf(Verdict.Accepted.class);
        node.saysHello(RUN);
        assertThat(board.desk().done(ONE, id)).as("said again").isInstanceOf(Verdict.Accepted.class);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_node_that_waits_when_its_job_ends_is_dismissed() throws Exception {
        CompletableFuture<MacAddress> dismissed = new CompletableFuture<>();
        board.dismissThrough(dismissed::complete);
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        node(ONE, id).boots();
        board.cancel(id);
        followed(id).get(30, TimeUnit.SECONDS);
        assertThat(dismissed.get(30, TimeUnit.SECONDS)).isEqualTo(ONE);
    }

    @Test
    void a_cancelled_job_lets_its_nodes_go() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        board.cancel(id);
        assertThat(followed(id).get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        assertThat(fleet.find(ONE).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
    }
}
