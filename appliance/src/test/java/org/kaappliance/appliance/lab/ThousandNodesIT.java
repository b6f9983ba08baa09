package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thousand receivers at one sender with 64 MiB of heap, all on this machine's loopback, with and without a key: {@code mvn -Pfaults verify}. The rate is one at which a thousand
 * receivers leave two cores some rest; where they do not, receivers are silent for longer than the second after which they are suspected, and come back.
 */
@Tag("faults")
@Timeout(200)
class ThousandNodesIT {
    private static final int NODES = 1000;
    private static final int PROCESSES = 4;
    private static final int STREAM_BYTES = 2 << 20;
    private static final String SENDER_HEAP = "-Xmx64m";
    private static final Duration LIMIT = Duration.ofSeconds(150);

    @TempDir
    private Path dir;

    private final List<Process> started = new ArrayList<>();
    private Namespace namespace;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        namespace = new Namespace();
    }

    @AfterEach
    void remove() throws IOException, InterruptedException {
        started.forEach(process -> process.destroyForcibly().onExit().join());
        namespace.remove();
    }

    private Process start(String name, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(dir.resolve(name + ".out").toFile())
                .redirectError(dir.resolve(name + ".err").toFile())
                .start();
        started.add(process);
        return process;
    }

    private Process send(String... options) throws IOException {
        byte[] bytes = new byte[STREAM_BYTES];
        new Random(9).nextBytes(bytes);
        Path stream = Files.write(dir.resolve("stream"), bytes);
        List<String> command = namespace.jar("send", "--iface", "lo", "--json", "-s", "many", "-i", stream.toString());
        command.add(command.indexOf("-jar"), SENDER_HEAP);
        command.addAll(List.of("-n", Integer.toString(NODES), "--wait", "80s", "--max-rate", "128KiB"));
        command.addAll(List.of(options));
        return start("send", command);
    }

    private Process receive(int process, List<String> key) throws IOException {
        int count = NODES / PROCESSES;
        List<String> command = namespace.jar();
        int jar = command.indexOf("-jar");
        String path = Path.of("target", "test-classes").toAbsolutePath() + File.pathSeparator + command.get(jar + 1);
        command.subList(jar, jar + 2).clear();
        command.addAll(List.of("-Xmx512m", "-XX:MaxDirectMemorySize=4g", "-cp", path, ManyReceivers.class.getName()));
        command.addAll(List.of("many", Integer.toString(1 + process * count), Integer.toString(count)));
        command.addAll(key);
        return start("receive" + process, command);
    }

    private String said(String file) throws IOException {
        return file + ": " + Files.readString(dir.resolve(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "correct horse battery staple"})
    void a_thousand_nodes_have_the_stream_byte_for_byte(String secret) throws Exception {
        Path key = Files.writeString(dir.resolve("key"), secret);
        boolean isKeyed = !secret.isEmpty();
        long begin = System.nanoTime();
        Process sender = isKeyed ? send("--key-file", key.toString()) : send();
        List<Process> receivers = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            receivers.add(receive(i, isKeyed ? List.of(key.toString()) : List.of()));
        }
        String peak = "";
        long cpuSeconds = 0;
        while (!sender.waitFor(200, TimeUnit.MILLISECONDS)) {
            peak = peakMemory(sender).orElse(peak);
            cpuSeconds =
                    sender.info().totalCpuDuration().map(Duration::toSeconds).orElse(cpuSeconds);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
        }
        JsonNode sent = new ObjectMapper().readTree(Files.readString(dir.resolve("send.out")));
        System.out.printf(
                Locale.ROOT,
                "%d nodes%s: stream %.2f s, all %.1f s, %d times one was silent; sender with %s: peak %s, %d s of CPU%n",
                NODES,
                isKeyed ? " with a key" : "",
                sent.path("seconds").asDouble(),
                (System.nanoTime() - begin) / 1e9,
                said("send.err")
                        .lines()
                        .filter(line -> line.contains("was set aside: silent"))
                        .count(),
                SENDER_HEAP,
                peak,
                cpuSeconds);
        assertThat(sent.path("complete").asBoolean()).as(said("send.err")).isTrue();
        assertThat(sent.path("nodes"))
                .hasSize(NODES)
                .allMatch(node -> node.path("complete").asBoolean());
        for (int i = 0; i < PROCESSES; i++) {
            assertThat(receivers.get(i).waitFor())
                    .as(said("receive" + i + ".out"))
                    .isZero();
            assertThat(said("receive" + i + ".out")).contains(NODES / PROCESSES + " bytes " + STREAM_BYTES);
        }
    }

    private static Optional<String> peakMemory(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.substring("VmHWM:".length()).strip())
                    .findFirst();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
