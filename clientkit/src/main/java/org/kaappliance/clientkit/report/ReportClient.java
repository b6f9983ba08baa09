package org.kaappliance.clientkit.report;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The node's end of the report channel. Steps, log lines, {@code done} and {@code failed} travel in the order in which they were said, on a
 * thread of the client. When the connection breaks the client connects and introduces itself again, and repeats what was not answered. Log
 * lines over {@value #MAX_WAITING} waiting ones are dropped and counted: the report channel never holds up the cloning. Methods may be
 * called on any thread.
 */
public final class ReportClient implements AutoCloseable {
    private static final int TRIES = 5;
    private static final int MAX_WAITING = 2000;

    private final ReportLink link;
    private final ReportTimes times;
    private final BlockingQueue<Report> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger dropped = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "report");
    private final ReportHealth health;

    private ReportClient(ReportLink link, ReportTimes times) {
        this.link = link;
        this.times = times;
        this.health = new ReportHealth(times.patience(), System.nanoTime());
        thread.setDaemon(true);
    }

    /**
     * Connects and introduces the node, five times at most.
     *
     * @throws RefusedException when the appliance refuses this node
     * @throws IOException when it cannot be reached
     */
    public static ReportClient open(InetSocketAddress server, NodeIdentity identity)
            throws IOException, InterruptedException {
        return open(server, identity, ReportTimes.STANDARD);
    }

    static ReportClient open(InetSocketAddress server, NodeIdentity identity, ReportTimes times)
            throws IOException, InterruptedException {
        ReportClient client = new ReportClient(new ReportLink(server, identity, times), times);
        for (int tries = 1; !client.link.up(); tries++) {
            try {
                client.link.connect();
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new IOException("cannot reach the appliance at " + server + ": " + e.getMessage(), e);
                }
                client.pause();
            }
        }
        client.health.delivered(System.nanoTime());
        client.thread.start();
        return client;
    }

    /** How the appliance has refused this node after it had accepted it; empty while it has not. */
    public Optional<Verdict> refusal() {
        return health.refusal();
    }

    /**
     * Watches from now on whether the appliance still wants this node: a node may wait for its next stream for hours.
     *
     * @param givenUp is told once why, on a thread of the client, when the appliance has refused this node or could not be reached for two
     *     minutes
     */
    public void watch(Consumer<String> givenUp) {
        Thread watch = new Thread(() -> watchUntilClosed(givenUp), "report-watch");
        watch.setDaemon(true);
        watch.start();
    }

    public void step(NodeStep step, String detail) {
        waiting.add(Report.unanswered("step", step.name(), detail));
    }

    /**
     * What the clone is known by.
     *
     * @param kind {@code machine-id}
     * @param fingerprint what no other clone has
     */
    public void identity(String kind, String fingerprint) {
        waiting.add(Report.unanswered("identity", kind, fingerprint));
    }

    public void log(String line) {
        if (health.refusal().isPresent() || waiting.size() >= MAX_WAITING) {
            dropped.incrementAndGet();
        } else {
            waiting.add(Report.unanswered("log", line));
        }
    }

    /**
     * Says that the disk is written, and waits for the answer.
     *
     * @throws IOException when none came within a minute
     */
    public Verdict done(String job) throws IOException, InterruptedException {
        return ask(Report.answered("done", job));
    }

    /**
     * Says that the node gives up, and waits until it was heard.
     *
     * @return whether it is to start again, or to stay
     * @throws IOException when nobody hears it
     */
    public Verdict failed(NodeStep step, String reason) throws IOException, InterruptedException {
        return ask(Report.answered("failed", step.name(), reason));
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        link.close();
    }

    private Verdict ask(Report report) throws IOException, InterruptedException {
        waiting.add(report);
        try {
            return report.answer().get(times.reply().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the appliance did not answer '" + report.fields()[0] + "' within " + times.reply(), e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                tellDropped();
                Report report = waiting.poll(times.ping().toMillis(), TimeUnit.MILLISECONDS);
                deliver(report == null ? Report.unanswered("ping") : report);
            }
        } catch (InterruptedException e) {
            link.close();
        }
    }

    private void watchUntilClosed(Consumer<String> givenUp) {
        try {
            Optional<String> trouble = Optional.empty();
            while (trouble.isEmpty() && !closed.await(times.ping().toMillis() / 4, TimeUnit.MILLISECONDS)) {
                trouble = health.trouble(System.nanoTime());
            }
            trouble.ifPresent(givenUp);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellDropped() {
        int count = waiting.isEmpty() ? dropped.getAndSet(0) : 0;
        if (count > 0) {
            waiting.add(Report.unanswered("log", count + " log lines were dropped here"));
        }
    }

    /** Until it is delivered, or refused for good. */
    private void deliver(Report report) throws InterruptedException {
        while (closed.getCount() > 0) {
            try {
                report.answer().complete(tryOnce(report));
                return;
            } catch (RefusedException e) {
                health.refused(e.verdict());
            } catch (IOException e) {
                link.close();
                pause();
            }
        }
    }

    private Verdict tryOnce(Report report) throws IOException {
        if (health.refusal().isPresent()) {
            return health.refusal().get();
        }
        if (!link.up()) {
            link.connect();
        }
        Verdict verdict = link.deliver(report);
        health.delivered(System.nanoTime());
        return verdict;
    }

    private void pause() throws InterruptedException {
        if (closed.await(times.ping().toMillis() / 2, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("closed");
        }
    }

    /** A line to send, and where its answer goes. */
    record Report(String[] fields, boolean hasAnswer, CompletableFuture<Verdict> answer) {
        static Report unanswered(String... fields) {
            return new Report(fields, false, new CompletableFuture<>());
        }

        static Report answered(String... fields) {
            return new Report(fields, true, new CompletableFuture<>());
        }
    }
}
