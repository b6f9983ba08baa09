package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalRunningTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void parts_are_closed_in_reverse_and_what_failed_is_said_behind_them() throws IOException {
        Running running = new Running(events::add);
        running.started((AutoCloseable) () -> events.add("first closed"));
        running.started((AutoCloseable) () -> {
            throw new IOException("the second sticks");
        });
        running.started((AutoCloseable) () -> events.add("third closed"));

        running.close();

        assertThat(events).containsExactly("third closed", "first closed", "while cleaning up: the second sticks");
    }

    @Test
    void nobody_waits_for_one_who_cannot_say_what_failed() throws Exception {
        CountDownLatch saying = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Running running = new Running(line -> {
            saying.countDown();
            awaitUninterrupted(released);
        });
        running.started((AutoCloseable) () -> {
            throw new IOException("it sticks");
        });
        CompletableFuture<Void> signal = CompletableFuture.runAsync(running::close);
        saying.await();

        CompletableFuture<Void> end = CompletableFuture.runAsync(running::close);

        end.get(20, TimeUnit.SECONDS);
        assertThat(signal).isNotDone();
        released.countDown();
        signal.get(20, TimeUnit.SECONDS);
    }

    @Test
    void what_is_started_after_the_end_is_ended_at_once() throws Exception {
        Running running = new Running(events::add);
        running.close();
        Process late = new ProcessBuilder("cat").start();

        assertThatThrownBy(() -> running.started(late)).isInstanceOf(IOException.class);

        assertThat(late.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(running::requireOpen).hasMessage("the rehearsal was stopped");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
