package org.kaappliance.appliance.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two network namespaces, a server's (10.79.1.1) and a client's (10.79.1.2), with a cable that delays and loses frames. Needs root. */
final class FaultyWire {
    static final String SERVER = "10.79.1.1";
    private static final Pattern COUNTS = Pattern.compile("carried (\\d+) lost (\\d+)");

    private final String server = "kawires" + ProcessHandle.current().pid();
    private final String client = "kawirec" + ProcessHandle.current().pid();
    private final Process wire;
    private final PrintWriter orders;
    private final BufferedReader answers;

    /** What the cable did. */
    record Counts(long carriedFrames, long lostFrames) {}

    FaultyWire() throws IOException, InterruptedException {
        for (String name : List.of(server, client)) {
            Namespace.run(List.of("ip", "netns", "add", name));
            Namespace.run(List.of("ip", "-n", name, "link", "set", "lo", "up"));
        }
        String program = Path.of("..", "packaging", "lab", "wire.py").toString();
        try {
            wire = new ProcessBuilder(
                            "python3", program, server, "eth0", SERVER + "/24", client, "eth0", "10.79.1.2/24")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            removeNamespaces();
            throw e;
        }
        orders = new PrintWriter(wire.outputWriter(), true);
        answers = wire.inputReader();
        if (!"up".equals(answers.readLine())) {
            remove();
            throw new IOException("the wire did not come up: this test needs root, python3 and /dev/net/tun");
        }
    }

    /** From now on; returns what it did before. */
    Counts set(double delayMillis, double lossPercent) throws IOException {
        orders.println(delayMillis + " " + lossPercent);
        String answer = answers.readLine();
        Matcher m = COUNTS.matcher(String.valueOf(answer));
        if (!m.matches()) {
            throw new IOException("the wire answered: " + answer);
        }
        return new Counts(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)));
    }

    List<String> atServer(List<String> command) {
        return inside(server, command);
    }

    List<String> atClient(List<String> command) {
        return inside(client, command);
    }

    private static List<String> inside(String namespace, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    /** What runs at its ends must have ended before. */
    void remove() throws IOException, InterruptedException {
        wire.destroyForcibly().waitFor();
        removeNamespaces();
    }

    private void removeNamespaces() throws IOException, InterruptedException {
        Namespace.run(List.of("ip", "netns", "del", server));
        Namespace.run(List.of("ip", "netns", "del", client));
    }
}
