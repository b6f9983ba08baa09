package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A listener that keeps everything and lets a test wait for an event. */
final class RecordedEvents implements TftpListener {
    private final List<TftpEvent> events = new ArrayList<>();

    @Override
    public synchronized void on(TftpEvent event) {
        events.add(event);
        notifyAll();
    }

    synchronized List<TftpEvent> all() {
        return List.copyOf(events);
    }

    synchronized <E extends TftpEvent> List<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    synchronized void awaitCount(Class<? extends TftpEvent> type, int count) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (of(type).size() < count) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                fail(of(type).size() + " of " + count + " " + type.getSimpleName());
            }
            wait(leftMillis);
        }
    }

    <E extends TftpEvent> E await(Class<E> type) throws InterruptedException {
        return await(type, event -> true);
    }

    synchronized <E extends TftpEvent> E await(Class<E> type, Predicate<E> which) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            for (E event : of(type)) {
                if (which.test(event)) {
                    return event;
                }
            }
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                fail("no such " + type.getSimpleName() + " among " + events);
            }
            wait(leftMillis);
        }
    }
}
