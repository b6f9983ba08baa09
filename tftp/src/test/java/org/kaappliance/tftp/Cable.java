package org.kaappliance.tftp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kaappliance.tftp.bench.BenchServer;

/** A server and a client in a network namespace each, with cables between them: {@code srv0} to {@code cli0}, and so on. */
final class Cable implements AutoCloseable {
    private final String server = "katftps" + ProcessHandle.current().pid();
    private final String client = "katftpc" + ProcessHandle.current().pid();
    private final List<Process> running = new ArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();

    /** @param mtuBytes of each cable; the server's end of number {@code i} is 10.78.i.1, the client's 10.78.i.2 */
    Cable(int... mtuBytes) throws IOException, InterruptedException {
        Peer.run("ip", "netns", "add", server);
        Peer.run("ip", "netns", "add", client);
        for (int i = 0; i < mtuBytes.length; i++) {
            String mtu = Integer.toString(mtuBytes[i]);
            Peer.run(
                    "ip", "-n", server, "link", "add", "srv" + i, "mtu", mtu, "type", "veth", "peer", "name", "cli" + i,
                    "mtu", mtu, "netns", client);
            Peer.run("ip", "-n", server, "address", "add", "10.78." + i + ".1/24", "dev", "srv" + i);
            Peer.run("ip", "-n", client, "address", "add", "10.78." + i + ".2/24", "dev", "cli" + i);
            Peer.run("ip", "-n", server, "link", "set", "srv" + i, "up");
            Peer.run("ip", "-n", client, "link", "set", "cli" + i, "up");
        }
    }

    /** A server on one of the cables; ready when this returns. */
    Process serve(int cable, Path root, String... settings) throws IOException {
        List<String> command = inside(
                server,
                List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-Dio.netty.machineId=02:00:00:00:00:01",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchServer.class.getName(),
                        "srv" + cable,
                        "10.78." + cable + ".1",
                        root.toString()));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        running.add(process);
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
        for (String line; (line = lines.readLine()) != null && !line.equals("ready"); ) {
            said.add(line);
        }
        Thread reader = new Thread(() -> lines.lines().forEach(said::add), "server output");
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    /** What the servers printed so far: every event. */
    List<String> said() {
        return said;
    }

    /** Runs a client to its end and returns what it said; it must end well. */
    String run(String... command) throws IOException, InterruptedException {
        return Peer.run(inside(client, List.of(command)).toArray(String[]::new));
    }

    String server() {
        return server;
    }

    private static List<String> inside(String namespace, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    @Override
    public void close() throws IOException {
        running.forEach(Process::destroyForcibly);
        try {
            for (Process process : running) {
                process.waitFor();
            }
            Peer.run("ip", "netns", "delete", server);
            Peer.run("ip", "netns", "delete", client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
