package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.clientkit.console.ConsoleKey;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeState;

/** Which machine that has failed starts again, and which stays in stage 1. */
class StayTest extends JobLab {
    @Test
    void a_machine_starts_again_while_its_job_has_rounds_and_stays_after_the_last() throws Exception {
        board.desk().staysFor(Duration.ofMinutes(5));
        String id = board.start(goldenOrder(1, 2, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        for (int round = 0; round < 2; round++) {
            assertThat(node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS))
                    .as("round %d", round)
                    .isEqualTo(Verdict.accepted());
        }

        Verdict last = node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS);

        assertThat(last).isEqualTo(new Verdict.Stay("FORMAT: made to fail", Duration.ofMinutes(5)));
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("failed");
        assertThat(state(ONE)).isEqualTo(NodeState.PARKED);
    }

    @Test
    void a_machine_whose_connection_broke_before_it_heard_that_it_stays_hears_it_then() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        TestNode node = node(ONE, id);
        CompletableFuture<Void> other = node(TWO, id).boots().receivesAll();
        node.saysHello(RUN);
        node.failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS);
        other.get(30, TimeUnit.SECONDS);

        assertThat(state(ONE)).isEqualTo(NodeState.FAILED);
        assertThat(node.saysHelloAgain(RUN)).isInstanceOf(Verdict.Stay.class);
        assertThat(state(ONE))
                .as("not taken for a machine that was started anew")
                .isEqualTo(NodeState.FAILED);
        board.cancel(id);
    }

    @Test
    void a_machine_whose_job_is_cancelled_in_the_middle_stays_because_its_disk_is_half_written() throws Exception {
        String id = board.start(goldenOrder(1, 2, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        TestNode node = node(ONE, id);
        node.saysHello(RUN);
        node.receive("getstage2");
        node.receive("kainstall1");

        board.cancel(id);

        job.get(30, TimeUnit.SECONDS);
        assertThat(state(ONE)).isEqualTo(NodeState.PARKED);
        assertThat(node.saysHelloAgain(RUN)).isInstanceOf(Verdict.Stay.class);
        board.disarm(fleet.find(ONE).orElseThrow());
        assertThat(node.saysHelloAgain(RUN)).as("released").isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void a_machine_that_fails_in_a_standing_job_starts_again_until_it_is_parked() throws Exception {
        String id = startStanding(ONE);
        for (int failure = 0; failure < 3; failure++) {
            assertThat(node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS))
                    .as("failure %d", failure)
                    .isEqualTo(Verdict.accepted());
        }
        assertThat(node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS))
                .isInstanceOf(Verdict.Stay.class);
        assertThat(state(ONE)).isEqualTo(NodeState.PARKED);
    }

    @Test
    void a_machine_that_says_late_that_it_failed_starts_again_because_the_last_round_waits_for_it() throws Exception {
        String id = board.start(goldenOrder(1, 1, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        TestNode node = node(ONE, id).boots();
        node.receive("getstage2");
        node.receive("kainstall1");
        board.desk().lost(ONE);
        awaits(id, now -> now.session().startsWith("getstage2"));

        assertThat(board.desk().failed(ONE, NodeStep.RECEIVE, "lost the appliance"))
                .isEqualTo(Verdict.accepted());

        node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void a_machine_that_fails_while_the_last_round_still_gathers_starts_again_and_joins_it() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<JobSnapshot> job = followed(id);
        awaits(id, now -> now.session().startsWith("getstage2"));
        node(ONE, id).boots();

        assertThat(board.desk().failed(ONE, NodeStep.STAGE2, "no room")).isEqualTo(Verdict.accepted());

        CompletableFuture<Void> first = node(ONE, id).boots().goesAllTheWay();
        CompletableFuture<Void> second = node(TWO, id).boots().goesAllTheWay();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);
        assertThat(job.get(30, TimeUnit.SECONDS).detail()).isEqualTo("2 of 2 nodes cloned");
    }

    @Test
    void a_machine_that_is_cloned_and_missed_the_answer_does_not_stay() throws Exception {
        String id = board.start(goldenOrder(1, 0, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        TestNode node = node(ONE, id);
        node.saysHello(RUN);
        node.goesAllTheWay().get(30, TimeUnit.SECONDS);
        job.get(30, TimeUnit.SECONDS);

        assertThat(board.desk().failed(ONE, NodeStep.BOOTLOADER, "no answer")).isEqualTo(Verdict.accepted());

        assertThat(node.saysHelloAgain(RUN)).as("its connection comes back").isInstanceOf(Verdict.Refused.class);
        assertThat(state(ONE)).isEqualTo(NodeState.DONE);
        fleet.applyNow(ONE, new NodeEvent.ProofOfLife());
        assertThat(board.desk().failed(ONE, NodeStep.BOOTLOADER, "no answer")).isEqualTo(Verdict.accepted());
    }

    @Test
    void a_machine_that_its_own_hello_parks_stays() throws Exception {
        String id = board.start(goldenOrder(1, 5, ONE));
        CompletableFuture<JobSnapshot> job = followed(id);
        for (int failure = 0; failure < 3; failure++) {
            node(ONE, id).boots();
            fleet.applyNow(ONE, new NodeEvent.Failure("made to fail"));
        }
        TestNode node = node(ONE, id).boots();
        node.receive("getstage2");
        node.receive("kainstall1");

        assertThat(node.saysHelloAgain(RUN)).isInstanceOf(Verdict.Stay.class);

        assertThat(state(ONE)).isEqualTo(NodeState.PARKED);
        assertThat(job.get(30, TimeUnit.SECONDS).detail())
                .as("nobody waits for it")
                .contains("started again");
    }

    @Test
    void a_machine_that_stays_is_called_back_when_a_restarted_appliance_goes_on_with_its_job() throws Exception {
        String id = board.start(goldenOrder(2, 0, ONE, TWO));
        CompletableFuture<Void> other = node(TWO, id).boots().receivesAll();
        assertThat(node(ONE, id).boots().failsIn(NodeStep.FORMAT).get(30, TimeUnit.SECONDS))
                .isInstanceOf(Verdict.Stay.class);
        other.get(30, TimeUnit.SECONDS);
        assertThat(console(id, ONE)).as("one that stays is there for commands").isPresent();

        restart();

        assertThat(state(ONE)).isEqualTo(NodeState.FAILED);
        assertThat(console(id, ONE)).as("it is to start again").isEmpty();
        node(ONE, id).boots();
        assertThat(console(id, ONE)).as("it is at work").isPresent();
        board.cancel(id);
    }

    private Optional<ConsoleKey> console(String id, MacAddress mac) {
        return new ConsoleRing(fleet, new StoredJobs(store), board).find(id, mac);
    }
}
