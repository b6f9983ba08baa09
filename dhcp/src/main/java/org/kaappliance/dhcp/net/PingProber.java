package org.kaappliance.dhcp.net;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kaappliance.dhcp.engine.Effect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries addresses with an ICMP echo, which the JDK sends when the process may open raw sockets (root); without that right it
 * tries TCP port 7, which a host refuses when it is there. At most {@value #THREADS} addresses are tried at a time and as many wait;
 * what comes beyond that is not tried, so that no client waits for longer than twice its probe.
 */
public final class PingProber implements ConflictProber, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PingProber.class);
    private static final int THREADS = 64;
    private static final long STACK_BYTES = 256 * 1024;

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(THREADS), PingProber::thread);

    public PingProber() {
        executor.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "ka-dhcp-ping", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void probe(Effect.Probe probe, Consumer<Effect.Outcome> done) {
        try {
            executor.execute(() -> done.accept(outcome(probe)));
        } catch (RejectedExecutionException e) {
            done.accept(Effect.Outcome.UNKNOWN);
        }
    }

    private static Effect.Outcome outcome(Effect.Probe probe) {
        try {
            NetworkInterface device = probe.device().isPresent()
                    ? NetworkInterface.getByName(probe.device().get())
                    : null;
            return probe.address()
                            .isReachable(
                                    device, 0, Math.toIntExact(probe.timeout().toMillis()))
                    ? Effect.Outcome.IN_USE
                    : Effect.Outcome.FREE;
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} cannot be tried: {}", probe.address(), e.toString());
            return Effect.Outcome.UNKNOWN;
        }
    }

    /** Those who wait are not told. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
