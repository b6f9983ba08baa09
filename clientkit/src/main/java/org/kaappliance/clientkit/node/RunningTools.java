package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The processes of the tools. Once they have been ended no other is started, so that who ends them knows that none is at work any more. Any thread. */
final class RunningTools {
    private static final long LOOK_EVERY_MILLIS = 50;

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private boolean ended;

    /** @throws IOException also when the tools have been ended */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (ended) {
            throw new IOException("the tools have been ended");
        }
        Process process = builder.start();
        running.add(process);
        process.onExit().thenRun(() -> running.remove(process));
        return process;
    }

    /**
     * Kills all that run, and what they have started in turn.
     *
     * @return whether they are gone; not even a kill ends a process that waits for a disk that does not answer
     */
    boolean end(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Set<ProcessHandle> all = new LinkedHashSet<>();
        close().forEach(process -> all.add(process.toHandle()));
        while (true) {
            List<ProcessHandle> left =
                    all.stream().filter(RunningTools::isAtWork).toList();
            if (left.isEmpty() || System.nanoTime() > deadline) {
                return left.isEmpty();
            }
            // Parents first, so that they do not go on with what they would do next.
            left.forEach(handle -> all.addAll(handle.descendants().toList()));
            all.forEach(ProcessHandle::destroyForcibly);
            new CountDownLatch(1).await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized List<Process> close() {
        ended = true;
        return List.copyOf(running);
    }

    /** proc(5): the state stands behind the name of the program; a zombie does nothing any more, and may be nobody's to wait for. */
    private static boolean isAtWork(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }
}
