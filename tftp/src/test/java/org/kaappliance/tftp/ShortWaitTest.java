package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

/** When the event loop looks again instead of sleeping; time is a number. */
class ShortWaitTest {
    private static final long MICRO = 1000;

    private long now;

    @Test
    void it_begins_asleep() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void in_its_trial_it_looks_again_while_a_quick_answer_is_due_and_then_sleeps() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        answers(wait, ShortWait.TRIAL, 30 * MICRO);
        wait.expectAnswer(now, 30 * MICRO);
        for (; now < ShortWait.LONGEST_NANOS; now += 10 * MICRO) {
            assertThat(strategy(wait)).isZero();
        }
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void what_makes_answers_come_sooner_holds() throws Exception {
        assertThat(staysAwake(2, 30 * MICRO, 20 * MICRO)).isTrue();
    }

    @Test
    void where_staying_awake_is_slower_it_sleeps() throws Exception {
        assertThat(staysAwake(2, 22 * MICRO, 28 * MICRO)).isFalse();
    }

    @Test
    void a_gain_that_is_hardly_there_is_not_worth_a_processor() throws Exception {
        assertThat(staysAwake(2, 22 * MICRO, 21 * MICRO)).isFalse();
    }

    @Test
    void on_one_processor_it_sleeps() throws Exception {
        assertThat(staysAwake(1, 30 * MICRO, 20 * MICRO)).isFalse();
    }

    @Test
    void for_a_client_that_takes_its_time_it_sleeps() throws Exception {
        ShortWait wait = decided(2, 30 * MICRO, 20 * MICRO);
        wait.expectAnswer(now, 200 * MICRO);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
        wait.expectAnswer(now, Long.MAX_VALUE);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void after_a_while_it_tries_again_and_may_change_its_mind() throws Exception {
        ShortWait wait = decided(2, 30 * MICRO, 20 * MICRO);
        answers(wait, ShortWait.HOLD, 20 * MICRO);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).as("asleep for a trial").isEqualTo(SelectStrategy.SELECT);
        answers(wait, ShortWait.TRIAL, 20 * MICRO);
        answers(wait, ShortWait.TRIAL, 400 * MICRO);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void one_answer_that_never_came_in_time_does_not_decide() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        answers(wait, ShortWait.TRIAL, 40 * MICRO);
        answers(wait, ShortWait.TRIAL - 1, 20 * MICRO);
        answers(wait, 1, 1_000_000 * MICRO);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isZero();
    }

    private boolean staysAwake(int processors, long asleepNanos, long awakeNanos) throws Exception {
        ShortWait wait = decided(processors, asleepNanos, awakeNanos);
        wait.expectAnswer(now, 30 * MICRO);
        return strategy(wait) != SelectStrategy.SELECT;
    }

    private ShortWait decided(int processors, long asleepNanos, long awakeNanos) {
        ShortWait wait = new ShortWait(() -> now, processors);
        answers(wait, ShortWait.TRIAL, asleepNanos);
        answers(wait, ShortWait.TRIAL, awakeNanos);
        return wait;
    }

    private static void answers(ShortWait wait, int count, long tookNanos) {
        for (int i = 0; i < count; i++) {
            wait.answered(tookNanos);
        }
    }

    private static int strategy(ShortWait wait) throws Exception {
        return wait.calculateStrategy(() -> 0, false);
    }
}
