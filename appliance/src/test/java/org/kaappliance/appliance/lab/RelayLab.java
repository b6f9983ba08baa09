package org.kaappliance.appliance.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A bridge with a cable to each machine, every machine a network namespace of its own and every direction of each cable shaped. Machine 0 is the sender's,
 * 10.78.0.1; machine K is 10.78.0.(K+1). Needs root and iproute2, and fails without.
 */
final class RelayLab implements AutoCloseable {
    static final String SENDER_ADDRESS = "10.78.0.1";

    private final String prefix = "kaf" + ProcessHandle.current().pid() + "-";
    private final String hub = prefix + "hub";
    private final int machines;
    private final List<Process> started = new ArrayList<>();

    /** @param rate of each cable, as tc(8) has it, e.g. 300mbit */
    RelayLab(int nodes, String rate) throws IOException, InterruptedException {
        this.machines = nodes + 1;
        try {
            ip("netns", "add", hub);
            inside(hub, "link", "add", "br0", "type", "bridge", "forward_delay", "0", "mcast_snooping", "0");
            inside(hub, "link", "set", "br0", "up");
            for (int machine = 0; machine < machines; machine++) {
                cable(machine, rate);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void cable(int machine, String rate) throws IOException, InterruptedException {
        String name = prefix + machine;
        ip("netns", "add", name);
        inside(name, "link", "set", "lo", "up");
        inside(name, "link", "add", "eth0", "type", "veth", "peer", "name", port(machine), "netns", hub);
        inside(name, "addr", "add", "10.78.0." + (machine + 1) + "/24", "brd", "+", "dev", "eth0");
        inside(name, "link", "set", "eth0", "up");
        inside(hub, "link", "set", port(machine), "master", "br0", "up");
        shape(name, "eth0", rate);
        shape(hub, port(machine), rate);
    }

    private static void shape(String namespace, String device, String rate) throws IOException, InterruptedException {
        Namespace.run(List.of(
                "tc", "-n", namespace, "qdisc", "add", "dev", device, "root", "tbf", "rate", rate, "burst", "256kb",
                "latency", "50ms"));
    }

    private static String port(int machine) {
        return "p" + machine;
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(Arrays.asList(arguments));
        Namespace.run(command);
    }

    private static void inside(String namespace, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(Arrays.asList(arguments));
        Namespace.run(command);
    }

    /** Both ends lose the carrier. */
    void pullCable(int machine) throws IOException, InterruptedException {
        inside(hub, "link", "set", port(machine), "down");
    }

    void plugIn(int machine) throws IOException, InterruptedException {
        inside(hub, "link", "set", port(machine), "up");
    }

    /** The switch forgets the port: nothing comes through any more, and both ends see a link. */
    void isolate(int machine) throws IOException, InterruptedException {
        inside(hub, "link", "set", port(machine), "nomaster");
    }

    void interfaceDown(int machine) throws IOException, InterruptedException {
        inside(prefix + machine, "link", "set", "eth0", "down");
    }

    void addInterface(int machine, String name, String address) throws IOException, InterruptedException {
        inside(prefix + machine, "link", "add", name, "type", "veth", "peer", "name", name + "-peer");
        inside(prefix + machine, "addr", "add", address, "dev", name);
        inside(prefix + machine, "link", "set", name + "-peer", "up");
        inside(prefix + machine, "link", "set", name, "up");
    }

    /** A reset on each TCP connection between two machines, by the kernel of the first (ss -K). */
    void reset(int machine, int other) throws IOException, InterruptedException {
        Namespace.run(List.of(
                "ip",
                "netns",
                "exec",
                prefix + machine,
                "sh",
                "-c",
                "ss -tKH dst 10.78.0." + (other + 1) + " | grep -q ."));
    }

    /** Starts a program on a machine; it is killed when the lab is taken down. @param out prefix of the files that keep what it says */
    Process start(int machine, Path out, List<String> arguments) throws IOException {
        return start(machine, Path.of("/dev/null"), out, arguments);
    }

    /** As above, with a standard input. */
    Process start(int machine, Path in, Path out, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", prefix + machine));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(Path.of(out + ".out").toFile())
                .redirectError(Path.of(out + ".err").toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Kills what runs in it and removes it. */
    @Override
    public void close() throws IOException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
        for (int machine = 0; machine < machines; machine++) {
            remove(prefix + machine);
        }
        remove(hub);
    }

    private static void remove(String namespace) throws IOException {
        new ProcessBuilder("ip", "netns", "del", namespace).start().onExit().join();
    }
}
