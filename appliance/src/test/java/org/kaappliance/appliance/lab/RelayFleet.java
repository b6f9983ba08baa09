package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A stream to a fleet, with a fault in the middle: the survivors have it byte for byte, and the lost are named with the reason. */
final class RelayFleet implements AutoCloseable {
    static final String RATE = "300mbit";
    static final int STREAM_BYTES = 90_000_000;
    /** When the fault strikes: a third of the stream is at the last node. */
    private static final long STRIKE_AT_BYTES = STREAM_BYTES / 3;

    final Path dir;
    final Path stream;
    final String digest;
    /** By what the ends are told. */
    private final Map<List<String>, Double> undisturbedSeconds = new HashMap<>();

    RelayFleet() throws IOException {
        dir = Files.createTempDirectory(
                Files.isDirectory(Path.of("/dev/shm")) ? Path.of("/dev/shm") : null, "ka-faults");
        stream = dir.resolve("stream");
        byte[] bytes = new byte[STREAM_BYTES];
        new Random(3).nextBytes(bytes);
        Files.write(stream, bytes);
        digest = RelayRun.sha256(stream);
    }

    /** Runs a session without a fault, and remembers how long it took. */
    void undisturbed(int nodes, String... both) throws Exception {
        try (RelayLab lab = new RelayLab(nodes, RATE)) {
            RelayRun run = start(lab, nodes, both);
            JsonNode sent = run.sent();
            assertThat(sent.path("complete").asBoolean()).as(run.said("send")).isTrue();
            assertThat(run.exitOf(run.sender())).isZero();
            for (int index = 1; index <= nodes; index++) {
                assertHasTheStream(run, index);
            }
            double seconds = sent.path("seconds").asDouble();
            undisturbedSeconds.put(run.both(), seconds);
            System.out.printf(Locale.ROOT, "faults: none%s, %d nodes: %.2f s%n", told(run), nodes, seconds);
        }
    }

    /** The last receiver's command takes a third of what the cable carries, and is not left much room. */
    void slowSink(int nodes) throws Exception {
        Path throttle = dir.resolve("throttle.py");
        Files.writeString(throttle, """
                import sys, time
                out, begin, count = open(sys.argv[1], "wb"), time.monotonic(), 0
                for block in iter(lambda: sys.stdin.buffer.read(262144), b""):
                    out.write(block)
                    count += len(block)
                    time.sleep(max(0, begin + count / 12e6 - time.monotonic()))
                """);
        try (RelayLab lab = new RelayLab(nodes, RATE)) {
            RelayRun run = new RelayRun(lab, dir, "--window", "16MiB");
            int slow = 2;
            run.send("-n", Integer.toString(nodes), "-i", stream.toString());
            for (int index = 1; index <= nodes; index++) {
                Files.deleteIfExists(run.file(index));
                if (index == slow) {
                    run.receive("-e", "python3 " + throttle + " " + run.file(index));
                } else {
                    run.receive();
                }
            }
            RelayFault fault = RelayFault.survived("slow sink", RelayFault.Kind.STOP, slow);
            assertOutcome(run, nodes, fault);
            double others = tellCost(run, nodes, fault);
            assertThat(others)
                    .as("seconds of the others; the slow one took "
                            + run.received(slow).path("seconds"))
                    .isLessThan(undisturbedSeconds.get(List.of()) + 2);
            assertThat(run.sent().path("remarks").toString()).contains(RelayRun.name(slow));
        }
    }

    /** A command's output, of which the source keeps what no window holds: for a machine that was reset, and for one that was switched on late. */
    void lateAndReset(int nodes) throws Exception {
        int reset = 2;
        int late = nodes + 1;
        try (RelayLab lab = new RelayLab(late, RATE)) {
            RelayRun run = new RelayRun(lab, dir, "--window", "16MiB");
            run.send(
                    "-n", Integer.toString(nodes), "-e", "cat " + stream, "--keep-memory", "8MiB", "--spool", "" + dir);
            for (int index = 1; index <= nodes; index++) {
                Files.deleteIfExists(run.file(index));
                run.receive();
            }
            run.awaitBytes(nodes, STRIKE_AT_BYTES);
            run.receiver(reset).destroyForcibly();
            run.exitOf(run.receiver(reset));
            run.receiveAgain(reset);
            Files.deleteIfExists(run.file(late));
            run.receive();
            assertThat(run.exitOf(run.sender())).as(run.said("send")).isZero();
            assertThat(run.said("send")).contains("has a place, from byte 0");
            for (int index = 1; index <= late; index++) {
                assertHasTheStream(run, index);
            }
            System.out.printf(
                    Locale.ROOT,
                    "faults: one reset, one late, %d nodes: the others %.2f s, the session %.2f s%n",
                    nodes,
                    run.received(nodes).path("seconds").asDouble(),
                    run.sent().path("seconds").asDouble());
        }
    }

    void disturbed(int nodes, RelayFault fault, String... both) throws Exception {
        try (RelayLab lab = new RelayLab(nodes, RATE)) {
            RelayRun run = start(lab, nodes, both);
            run.awaitBytes(nodes, STRIKE_AT_BYTES);
            fault.strike(lab, run);
            assertOutcome(run, nodes, fault);
            tellCost(run, nodes, fault);
        }
    }

    private RelayRun start(RelayLab lab, int nodes, String... both) throws IOException, InterruptedException {
        for (int index = 1; index <= nodes; index++) {
            Files.deleteIfExists(dir.resolve(RelayRun.name(index) + ".bin"));
        }
        RelayRun run = new RelayRun(lab, dir, both);
        run.send("-n", Integer.toString(nodes), "-i", stream.toString());
        for (int index = 1; index <= nodes; index++) {
            run.receive();
        }
        return run;
    }

    private void assertOutcome(RelayRun run, int nodes, RelayFault fault) throws Exception {
        List<Integer> survivors = fault.survivors(nodes);
        assertThat(run.exitOf(run.sender())).as(run.said("send")).isEqualTo(survivors.size() == nodes ? 0 : 1);
        for (int index = 1; index <= nodes; index++) {
            JsonNode outcome = run.outcome(index);
            if (survivors.contains(index)) {
                assertThat(outcome.path("complete").asBoolean())
                        .as(outcome + run.said("send"))
                        .isTrue();
                assertHasTheStream(run, index);
            } else {
                assertThat(outcome.path("complete").asBoolean())
                        .as(outcome.toString())
                        .isFalse();
                assertThat(outcome.path("reason").asText())
                        .as(outcome.toString())
                        .isNotBlank();
                assertThat(run.sent().path("error").asText()).contains(RelayRun.name(index));
            }
        }
    }

    void assertHasTheStream(RelayRun run, int index) throws Exception {
        JsonNode received = run.received(index);
        assertThat(received.path("complete").asBoolean())
                .as(received + run.said(RelayRun.name(index)))
                .isTrue();
        assertThat(run.exitOf(run.receiver(index))).isZero();
        assertThat(received.path("digest").asText()).matches("(sha256|checksums):[0-9a-f]{64}");
        assertThat(RelayRun.sha256(run.file(index))).as(RelayRun.name(index)).isEqualTo(digest);
    }

    /** The session's seconds, and the slowest survivor's, less those of the session without a fault. */
    private double tellCost(RelayRun run, int nodes, RelayFault fault) throws Exception {
        double slowest = 0;
        for (int index : fault.survivors(nodes)) {
            if (!fault.isVictim(index)) {
                slowest = Math.max(slowest, run.received(index).path("seconds").asDouble());
            }
        }
        double session = run.sent().path("seconds").asDouble();
        double undisturbed = undisturbedSeconds.getOrDefault(run.both(), undisturbedSeconds.get(List.of()));
        System.out.printf(
                Locale.ROOT,
                "faults: %s%s, %d nodes: the others %+.2f s (%.2f), the session %+.2f s (%.2f)%n",
                fault,
                told(run),
                nodes,
                slowest - undisturbed,
                slowest,
                session - undisturbed,
                session);
        return slowest;
    }

    private static String told(RelayRun run) {
        return run.both().isEmpty() ? "" : " (" + run.both().get(0) + ")";
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }
}
