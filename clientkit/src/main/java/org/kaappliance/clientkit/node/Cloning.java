package org.kaappliance.clientkit.node;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The thread that clones, until it comes to its end or is given up: then it is ended with its tools, for a machine that stays writes nothing. */
final class Cloning {
    private final RunningTools tools;
    private final Duration limit;
    private final StepLog log;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private Thread thread;

    /**
     * @param tools what the work runs
     * @param limit how long the ending may take
     */
    Cloning(RunningTools tools, Duration limit, StepLog log) {
        this.tools = tools;
        this.limit = limit;
        this.log = log;
    }

    /** Once only. @param work asks {@link #isOver} from time to time */
    void start(Callable<Ending> work) {
        thread = new Thread(() -> run(work), "clone");
        thread.setDaemon(true);
        thread.start();
    }

    /** The work is not wanted any more; does nothing after its end. Any thread. */
    void giveUp(Ending after) {
        ending.complete(after);
    }

    /** Any thread. */
    boolean isOver() {
        return ending.isDone();
    }

    /**
     * Waits for the end. But for a clone that is ready, nothing writes any more when this returns, or the machine is to start again.
     *
     * @throws ExecutionException with what the work has thrown
     */
    Ending await() throws ExecutionException, InterruptedException {
        Ending reached = ending.get();
        if (reached instanceof Ending.Cloned || hasEnded()) {
            return reached;
        }
        log.line("what was under way cannot be ended within " + limit.toSeconds() + " s: this machine starts again");
        return new Ending.Again();
    }

    private boolean hasEnded() throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        thread.interrupt();
        boolean toolsEnded = tools.end(limit);
        thread.join(Math.max(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()), 1));
        return toolsEnded && !thread.isAlive();
    }

    /** Whatever is thrown, the one who waits hears of it. */
    private void run(Callable<Ending> work) {
        try {
            ending.complete(work.call());
        } catch (Throwable e) {
            ending.completeExceptionally(e);
        }
    }
}
