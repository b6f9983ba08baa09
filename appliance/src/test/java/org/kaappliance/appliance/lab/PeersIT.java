package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar serves programs of other people over TFTP and HTTP, across a cable with delay and loss; every byte is compared. The whole
 * matrix takes some minutes and prints its times as a table: {@code mvn -B verify -Ppeers}.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class PeersIT {
    private static final int FILE_BYTES = 100_003;
    /** curl sets the time before a block is sent again itself (RFC 2349), to five or six seconds. */
    private static final int LONGEST_FETCH_SECONDS = 120;

    /** atftp, when its answer to the options was lost and they come again, as RFC 2347 wants it. It is started anew then. */
    private static final String CANNOT_BEAR_OPTIONS_AGAIN = "tftp: unexpected OACK";

    private static final int MOST_STARTS = 3;

    private static final double[] DELAYS_MILLIS = {0.2, 1, 10};
    private static final double[] LOSSES_PERCENT = {0, 0.5, 2};

    @TempDir
    private Path dir;

    private byte[] bytes;
    private FaultyWire wire;
    private Process appliance;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        bytes = new byte[FILE_BYTES];
        new Random(1).nextBytes(bytes);
        Files.write(Files.createDirectory(dir.resolve("root")).resolve("stage.img"), bytes);
        Files.writeString(dir.resolve("ka.conf"), """
                interface = eth0
                dhcp.mode = proxy
                tftp.root = "%1$s/root"
                http.port = 80
                state.directory = "%1$s/state"
                control.socket = "%1$s/socket"
                kit.directory = "%1$s/kit"
                """.formatted(dir));
        wire = new FaultyWire();
        serve();
    }

    private void serve() throws IOException {
        List<String> java = new ArrayList<>(Namespace.java());
        java.addAll(List.of("--config", dir.resolve("ka.conf").toString()));
        appliance = new ProcessBuilder(wire.atServer(java))
                .redirectErrorStream(true)
                .start();
        BufferedReader log = appliance.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line; (line = log.readLine()) != null; ) {
            seen.append(line).append('\n');
            if (line.contains("serving eth0")) {
                Thread reader = new Thread(() -> log.lines().forEach(ignored -> {}), "appliance output");
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new AssertionError("the appliance ended: " + seen);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (appliance != null) {
            appliance.destroyForcibly().waitFor();
        }
        if (wire != null) { // it may not have come up
            wire.remove();
        }
    }

    @Test
    void every_peer_gets_the_exact_bytes_across_a_cable_with_delay_and_loss() throws Exception {
        wire.set(1, 1);
        for (FilePeer peer : FilePeer.values()) {
            fetch(peer);
        }
        FaultyWire.Counts counts = wire.set(0, 0);
        assertThat(counts.carriedFrames()).isGreaterThan(FilePeer.values().length * (FILE_BYTES / 1500L));
        assertThat(counts.lostFrames()).as("frames that were lost on purpose").isPositive();
    }

    @Test
    @Tag("peers")
    void every_peer_gets_the_exact_bytes_at_every_delay_and_loss() throws Exception {
        System.out.printf("%n| delay ms | loss %% | frames lost | %s |%n", labels());
        System.out.println("|" + " --- |".repeat(FilePeer.values().length + 3));
        for (double delayMillis : DELAYS_MILLIS) {
            for (double lossPercent : LOSSES_PERCENT) {
                wire.set(delayMillis, lossPercent);
                Map<FilePeer, Double> seconds = new EnumMap<>(FilePeer.class);
                for (FilePeer peer : FilePeer.values()) {
                    seconds.put(peer, fetch(peer));
                }
                long lost = wire.set(0, 0).lostFrames();
                assertThat(lost > 0)
                        .as("%d frames lost at %s %%", lost, lossPercent)
                        .isEqualTo(lossPercent > 0);
                StringBuilder row = new StringBuilder("| %s | %s | %d |".formatted(delayMillis, lossPercent, lost));
                seconds.values().forEach(one -> row.append(" %.2f |".formatted(one)));
                System.out.println(row);
            }
        }
    }

    private static String labels() {
        return String.join(
                " | ", Arrays.stream(FilePeer.values()).map(FilePeer::label).toList());
    }

    /** Seconds that it took. */
    private double fetch(FilePeer peer) throws IOException, InterruptedException {
        Path got = dir.resolve("got");
        Files.deleteIfExists(got);
        long begin = System.nanoTime();
        int exit = start(peer, got);
        for (int starts = 1;
                starts < MOST_STARTS && exit != 0 && said().contains(CANNOT_BEAR_OPTIONS_AGAIN);
                starts++) {
            exit = start(peer, got);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(exit).as("%s: %s", peer, said()).isZero();
        assertThat(Arrays.equals(Files.readAllBytes(got), bytes))
                .as("%s has the bytes", peer)
                .isTrue();
        return seconds;
    }

    /** Its exit code. */
    private int start(FilePeer peer, Path got) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(wire.atClient(peer.fetch(FaultyWire.SERVER, "stage.img", got.toString())))
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("said").toFile())
                .start();
        boolean ended = process.waitFor(LONGEST_FETCH_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("%s ends", peer).isTrue();
        return process.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(dir.resolve("said"));
    }
}
