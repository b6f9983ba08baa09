package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

/** When the event loop looks again instead of sleeping; time is a number. */
class ShortWaitTest {
    private static final long MICRO = 1000;

    private long now;

    @Test
    void it_looks_again_while_a_quick_answer_is_due_and_then_sleeps() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
        wait.expectAnswer(now, 30 * MICRO);
        for (; now < ShortWait.LONGEST_NANOS; now += 10 * MICRO) {
            assertThat(strategy(wait)).isZero();
        }
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void for_a_client_that_takes_its_time_it_sleeps() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        wait.expectAnswer(now, 200 * MICRO);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
        wait.expectAnswer(now, Long.MAX_VALUE);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void on_one_processor_it_sleeps() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 1);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void when_the_processor_was_taken_away_it_sleeps_for_two_seconds() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isZero();
        now += 4000 * MICRO;
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
        now += ShortWait.REST_NANOS;
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isZero();
    }

    @Test
    void it_is_noticed_too_when_the_answer_came_in_that_very_moment() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        wait.expectAnswer(now, 30 * MICRO);
        int ready = wait.calculateStrategy(
                () -> {
                    now += 4000 * MICRO;
                    return 1;
                },
                false);
        assertThat(ready).isEqualTo(1);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isEqualTo(SelectStrategy.SELECT);
    }

    @Test
    void a_long_wait_for_work_is_not_taken_for_a_lost_processor() throws Exception {
        ShortWait wait = new ShortWait(() -> now, 2);
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(wait.calculateStrategy(() -> 1, false)).isEqualTo(1);
        now += 4000 * MICRO; // handling what was there took so long
        wait.expectAnswer(now, 30 * MICRO);
        assertThat(strategy(wait)).isZero();
    }

    private static int strategy(ShortWait wait) throws Exception {
        return wait.calculateStrategy(() -> 0, false);
    }
}
