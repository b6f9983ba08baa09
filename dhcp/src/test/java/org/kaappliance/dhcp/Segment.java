package org.kaappliance.dhcp;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Two network namespaces with a cable between them: {@code srv0} in the server's, {@code cli0} in the client's. */
public final class Segment implements AutoCloseable {
    public static final String SERVER_ADDRESS = "10.77.0.1";
    public static final String CLIENT_MAC = "52:54:00:77:00:01";
    private static final Duration DEADLINE = Duration.ofSeconds(20);

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
        return Commands.run(DEADLINE, java(server, main, arguments));
    }

    public String runClient(Class<?> main, String... arguments) {
        return Commands.run(DEADLINE, java(client, main, arguments));
    }

    /** Runs a command in the client's namespace and returns what it said; it must end well and in time. */
    public String runClient(String... command) {
        return Commands.run(DEADLINE, Commands.inNamespace(client, List.of(command)));
    }

    private static List<String> java(String namespace, Class<?> main, String... arguments) {
        return Commands.inNamespace(namespace, Commands.java(main, arguments));
    }

    private static String run(String... command) {
        return Commands.run(DEADLINE, List.of(command));
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
