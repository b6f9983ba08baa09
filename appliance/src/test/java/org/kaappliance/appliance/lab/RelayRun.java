package org.kaappliance.appliance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One session in a lab: the jar as sender and as receivers, and what came of it. Receiver K is called nodeK and stands K-th in the chain. */
final class RelayRun {
    static final String SESSION = "faults";

    private static final long LIMIT_SECONDS = 60;

    private final RelayLab lab;
    private final Path dir;
    private final List<String> both;
    private final List<Process> receivers = new ArrayList<>();
    private Process sender;

    /** @param both options of the sender and of all receivers */
    RelayRun(RelayLab lab, Path dir, String... both) {
        this.lab = lab;
        this.dir = dir;
        this.both = List.of(both);
    }

    /** What the sender and all receivers were told. */
    List<String> both() {
        return both;
    }

    List<String> jar(String command, String... options) {
        return jar(command, List.of(options));
    }

    private List<String> jar(String command, List<String> options) {
        List<String> line = new ArrayList<>(Namespace.java("-XX:+UseSerialGC", "-Xmx256m"));
        line.addAll(List.of(command, "--json")); // each machine has one interface, so nobody names it
        line.addAll(both);
        line.addAll(options);
        return line;
    }

    void send(String... options) throws IOException {
        sender = lab.start(0, dir.resolve("send"), jar("send", withSession(options)));
    }

    /** From standard input. */
    void sendPiped(Path stream, String... options) throws IOException {
        sender = lab.start(0, stream, dir.resolve("send"), jar("send", withSession(options)));
    }

    /** The next receiver, into a file of its own. */
    void receive(String... options) throws IOException {
        receivers.add(startReceiver(receivers.size() + 1, options));
    }

    /** A receiver that is gone begins anew, as a machine does that was reset. */
    void receiveAgain(int index) throws IOException {
        Files.deleteIfExists(file(index));
        receivers.set(index - 1, startReceiver(index));
    }

    private Process startReceiver(int index, String... options) throws IOException {
        List<String> all = withSession(options);
        all.addAll(List.of("--name", name(index)));
        if (!all.contains("-e") && !all.contains("-o")) {
            all.addAll(List.of("-o", file(index).toString()));
        }
        return lab.start(index, dir.resolve(name(index)), jar("receive", all));
    }

    private static List<String> withSession(String... options) {
        List<String> all = new ArrayList<>(List.of("-s", SESSION));
        all.addAll(List.of(options));
        return all;
    }

    static String name(int index) {
        return "node" + index;
    }

    Path file(int index) {
        return dir.resolve(name(index) + ".bin");
    }

    Process sender() {
        return sender;
    }

    /** @param index 1 or more */
    Process receiver(int index) {
        return receivers.get(index - 1);
    }

    void signal(Process process, String signal) throws IOException, InterruptedException {
        Namespace.run(List.of("kill", "-" + signal, Long.toString(process.pid())));
    }

    /** Returns when a receiver has that much in its file. */
    void awaitBytes(int index, long bytes) throws InterruptedException {
        await(name(index) + " has " + bytes + " bytes", () -> size(file(index)) >= bytes);
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sender's own end is what ends a wait early. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (sender.waitFor(20, TimeUnit.MILLISECONDS) && !condition.getAsBoolean()
                    || System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what + "; " + said("send"));
            }
        }
    }

    /** Lets the session run on for a while, which it must not end in. */
    void goOnFor(long millis) throws InterruptedException {
        if (sender.waitFor(millis, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the session ended: " + said("send"));
        }
    }

    int exitOf(Process process) throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("a process does not end; " + said("send"));
        }
        return process.exitValue();
    }

    JsonNode sent() throws IOException, InterruptedException {
        exitOf(sender);
        return json("send");
    }

    JsonNode received(int index) throws IOException, InterruptedException {
        exitOf(receiver(index));
        return json(name(index));
    }

    /** What the sender says of a node. */
    JsonNode outcome(int index) throws IOException, InterruptedException {
        for (JsonNode node : sent().path("nodes")) {
            if (node.path("node").asText().equals(name(index))) {
                return node;
            }
        }
        throw new AssertionError(name(index) + " is not in the summary: " + sent());
    }

    private JsonNode json(String who) throws IOException {
        return new ObjectMapper().readTree(heard(who));
    }

    /** All that a process wrote to standard error so far. */
    String said(String who) {
        return who + ": " + text(who + ".err");
    }

    /** All that a process wrote to standard output so far. */
    String heard(String who) {
        return text(who + ".out");
    }

    private String text(String file) {
        try {
            return Files.readString(dir.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
