package org.kaappliance.dhcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two network namespaces with a cable between them: {@code srv0} in the server's, {@code cli0} in the client's. */
public final class Segment implements AutoCloseable {
    public static final String SERVER_ADDRESS = "10.77.0.1";
    public static final String CLIENT_MAC = "52:54:00:77:00:01";
    private static final long DEADLINE_SECONDS = 20;

    private final String server = "kadhcps" + ProcessHandle.current().pid();
    private final String client = "kadhcpc" + ProcessHandle.current().pid();

    public static Segment create() {
        Segment segment = new Segment();
        try {
            segment.lay();
            return segment;
        } catch (RuntimeException | AssertionError e) {
            segment.close();
            throw e;
        }
    }

    private void lay() {
        run("ip", "netns", "add", server);
        run("ip", "netns", "add", client);
        run("ip", "-n", server, "link", "add", "srv0", "type", "veth", "peer", "name", "cli0", "netns", client);
        run("ip", "-n", server, "address", "add", SERVER_ADDRESS + "/24", "dev", "srv0");
        run("ip", "-n", server, "link", "set", "srv0", "up");
        run("ip", "-n", client, "link", "set", "cli0", "address", CLIENT_MAC, "up");
    }

    /** A process in the server's namespace, with the test's class path; its output and errors are one stream. */
    public Process startServer(Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(java(server, main, arguments))
                .redirectErrorStream(true)
                .start();
    }

    public String runServer(Class<?> main, String... arguments) {
        return run(java(server, main, arguments).toArray(String[]::new));
    }

    public String runClient(Class<?> main, String... arguments) {
        return run(java(client, main, arguments).toArray(String[]::new));
    }

    /** Runs a command in the client's namespace and returns what it said; it must end well and in time. */
    public String runClient(String... command) {
        return run(inNamespace(client, List.of(command)).toArray(String[]::new));
    }

    private static List<String> java(String namespace, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Dio.netty.machineId=02:00:00:00:00:01",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return inNamespace(namespace, command);
    }

    private static List<String> inNamespace(String namespace, List<String> command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        inside.addAll(command);
        return inside;
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            process.onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).whenComplete((done, late) -> {
                if (late != null) {
                    process.destroyForcibly();
                }
            });
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + exit + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        for (String namespace : List.of(server, client)) {
            try {
                run("ip", "netns", "delete", namespace);
            } catch (AssertionError e) {
                System.err.println(e.getMessage());
            }
        }
    }
}
