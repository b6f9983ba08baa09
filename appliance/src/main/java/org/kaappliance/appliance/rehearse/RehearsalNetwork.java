package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A network namespace with a bridge, {@value #BRIDGE}, and a port of it for each machine. Nothing in it reaches the host's own networks. Its name,
 * {@code ka-rehearse-<process id>}, says who made it: what a killed rehearsal left behind, the next one removes. Needs root and iproute2.
 */
final class RehearsalNetwork implements AutoCloseable {
    static final String BRIDGE = "br0";

    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final int END_SECONDS = 5;

    private final String name;

    private RehearsalNetwork(String name) {
        this.name = name;
    }

    /** Makes the namespace of this process and its bridge, which forwards at once and to everybody, as a plain switch does. */
    static RehearsalNetwork make() throws IOException {
        RehearsalNetwork network = new RehearsalNetwork(OwnerName.own());
        HostProgram.run("ip", "netns", "add", network.name);
        try {
            network.ip("link", "set", "lo", "up");
            network.ip(
                    "link",
                    "add",
                    BRIDGE,
                    "type",
                    "bridge",
                    "forward_delay",
                    "0",
                    "stp_state",
                    "0",
                    "mcast_snooping",
                    "0");
            network.ip("addr", "add", MachineName.SERVER + "/" + MachineName.PREFIX_LENGTH, "dev", BRIDGE);
            network.ip("link", "set", BRIDGE, "up");
            return network;
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    void port(MachineName machine) throws IOException {
        ip("tuntap", "add", machine.tap(), "mode", "tap");
        ip("link", "set", machine.tap(), "master", BRIDGE, "up");
    }

    private void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        HostProgram.run(command.toArray(String[]::new));
    }

    /** A command line that runs in here; its process is the command's own, {@code ip} becomes it. */
    List<String> inside(List<String> command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(command);
        return inside;
    }

    /** Ends every process in it, whoever started it here, and removes it. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> processes = new ArrayList<>();
        for (String pid : HostProgram.run("ip", "netns", "pids", name).split("\\s+")) {
            if (!pid.isEmpty()) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(processes::add);
            }
        }
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(RehearsalNetwork::awaitEnd);
        HostProgram.run("ip", "netns", "del", name);
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the namespace lives as long as the process does, without a name
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Removes the networks of rehearsals that were killed.
     *
     * @return their names
     */
    static List<String> removeLeftovers() throws IOException {
        List<String> removed = new ArrayList<>();
        if (!Files.isDirectory(NAMESPACES)) {
            return removed;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(NAMESPACES, OwnerName.PREFIX + "*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (OwnerName.isOrphanedNetwork(name)) {
                    new RehearsalNetwork(name).close();
                    removed.add(name);
                }
            }
        }
        return removed;
    }
}
