package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
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
}
