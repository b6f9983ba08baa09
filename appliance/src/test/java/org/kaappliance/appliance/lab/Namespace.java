package org.kaappliance.appliance.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A network namespace with a bridge {@code br0} at 10.79.0.1/24, made for one test and removed after it. Needs root. */
final class Namespace {
    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    Namespace() throws IOException, InterruptedException {
        name = "kait" + ProcessHandle.current().pid();
        run(List.of("ip", "netns", "add", name));
        run(List.of("ip", "-n", name, "link", "set", "lo", "up"));
        run(List.of("ip", "-n", name, "link", "add", "br0", "type", "bridge"));
        run(List.of("ip", "-n", name, "addr", "add", "10.79.0.1/24", "dev", "br0"));
        run(List.of("ip", "-n", name, "link", "set", "br0", "up"));
    }

    /** Another host on the bridge, with a card {@code eth0}; to be removed first. */
    Namespace neighbour(String suffix, String addressWithLength) throws IOException, InterruptedException {
        Namespace other = new Namespace(name + suffix);
        run(List.of("ip", "netns", "add", other.name));
        run(List.of(
                "ip", "-n", name, "link", "add", suffix, "type", "veth", "peer", "name", "eth0", "netns", other.name));
        run(List.of("ip", "-n", name, "link", "set", suffix, "master", "br0", "up"));
        run(List.of("ip", "-n", other.name, "addr", "add", addressWithLength, "dev", "eth0"));
        run(List.of("ip", "-n", other.name, "link", "set", "eth0", "up"));
        return other;
    }

    /** A port of the bridge for a virtual machine. */
    void tap(String tap) throws IOException, InterruptedException {
        run(inside("ip", "tuntap", "add", tap, "mode", "tap"));
        run(List.of("ip", "-n", name, "link", "set", tap, "master", "br0", "up"));
    }

    /** A command line that runs in here. */
    List<String> inside(String... command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(List.of(command));
        return inside;
    }

    /** What a process that ended has said. */
    record Ended(int exitCode, String out, String err) {}

    /** A command line that runs the jar in here. */
    List<String> jar(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(java());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The jar's program. It hears an interrupt even where the tests were started in the background, which a shell makes deaf to it. */
    static List<String> java(String... machineOptions) {
        Path jar = Path.of("target", "ka-appliance.jar").toAbsolutePath();
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(machineOptions));
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        return line;
    }

    Ended ka(String... arguments) throws IOException, InterruptedException {
        return end(new ProcessBuilder(jar(arguments)).start());
    }

    /** Waits for a process that ends by itself, a minute at most. */
    static Ended end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).exceptionally(tooLate -> process.destroyForcibly());
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String out = text(process.getInputStream());
        return new Ended(process.waitFor(), out, err.join());
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: this test needs root and iproute2");
        }
    }

    void remove() throws IOException, InterruptedException {
        run(List.of("ip", "netns", "del", name));
    }
}
