package org.kaappliance.appliance.store;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Lease;

/**
 * How many leases a second are durable, and how long each takes: {@code LeaseStoreMain DIRECTORY [WAITING [SECONDS]]}, with so many
 * saves on their way at a time.
 */
public final class LeaseStoreMain {
    private static final int SAMPLES = 2_000_000;

    private LeaseStoreMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int waiting = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        long[] nanos = new long[SAMPLES];
        AtomicInteger done = new AtomicInteger();
        try (StateStore store = StateStore.open(Path.of(args[0]));
                StoredLeases leases = StoredLeases.open(store)) {
            Semaphore room = new Semaphore(waiting);
            long begin = System.nanoTime();
            for (int i = 0; System.nanoTime() - begin < seconds * 1_000_000_000L; i++) {
                room.acquire();
                long sent = System.nanoTime();
                leases.save(List.of(lease(i % 50_000))).thenRun(() -> {
                    nanos[done.getAndIncrement() % SAMPLES] = System.nanoTime() - sent;
                    room.release();
                });
            }
            room.acquire(waiting);
            double rate = done.get() * 1e9 / (System.nanoTime() - begin);
            long[] sorted = Arrays.copyOf(nanos, Math.min(done.get(), SAMPLES));
            Arrays.sort(sorted);
            System.out.printf(
                    "%.0f leases/s, p50 %.1f ms, p99 %.1f ms, %.1f us of processor time a lease in all threads%n",
                    rate,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[sorted.length * 99 / 100] / 1e6,
                    cpuNanos() / 1e3 / done.get());
        }
    }

    private static double cpuNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getAllThreadIds())
                .map(threads::getThreadCpuTime)
                .filter(nanos -> nanos > 0)
                .sum();
    }

    private static Lease lease(int i) {
        return new Lease(
                Ipv4Subnet.ofInt(0x0a000000 + i),
                new MacAddress(0x5254_0000_0000L + i),
                Instant.now(),
                Lease.State.BOUND);
    }
}
