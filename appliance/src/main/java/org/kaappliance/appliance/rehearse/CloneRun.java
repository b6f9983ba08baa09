package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;

/** The clone job of a rehearsal, on a thread of its own until it ends. */
final class CloneRun {
    private final CompletableFuture<JsonNode> end;
    private final CountDownLatch armed;

    private CloneRun(CompletableFuture<JsonNode> end, CountDownLatch armed) {
        this.end = end;
        this.armed = armed;
    }

    /** @param lines gets what {@code clone} shows, on that thread */
    static CloneRun start(ControlClient appliance, JobOrder order, Consumer<JsonNode> lines) {
        CountDownLatch armed = new CountDownLatch(1);
        CompletableFuture<JsonNode> end = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        end.complete(appliance.ask(Map.of("command", "clone", "order", order), line -> {
                            lines.accept(line);
                            armed.countDown();
                        }));
                    } catch (IOException | UncheckedIOException e) {
                        end.completeExceptionally(e);
                    } finally {
                        armed.countDown();
                    }
                },
                "rehearsal clone");
        thread.setDaemon(true);
        thread.start();
        return new CloneRun(end, armed);
    }

    /** Returns when the machines are armed. @throws IOException with the reason, when the job was refused */
    void awaitArmed() throws IOException, InterruptedException {
        armed.await();
        Optional<Integer> exit = exit();
        if (exit.isPresent()) {
            throw new IOException(message());
        }
    }

    /** The job's exit code, when it is over; 1 also when the appliance went away. */
    Optional<Integer> exit() {
        if (!end.isDone()) {
            return Optional.empty();
        }
        return Optional.of(
                end.isCompletedExceptionally() ? 1 : end.join().path("exit").asInt(1));
    }

    /** What the job's end said; empty while it runs. */
    String message() {
        if (!end.isDone()) {
            return "";
        }
        return end.handle((line, failure) ->
                        failure == null ? line.path("message").asText() : String.valueOf(failure.getMessage()))
                .join();
    }
}
