package org.kaappliance.dhcp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Hosts and the switches between them, each in a network namespace of its own; needs root. */
public final class Lab implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String prefix;
    private final List<String> namespaces = new ArrayList<>();
    private final List<RunningProcess> started = new ArrayList<>();

    private Lab(String name) {
        prefix = "ka" + name + ProcessHandle.current().pid();
    }

    public static Lab create(String name) {
        return new Lab(name);
    }

    /** A switch that forwards at once. */
    public Lab lan(String lan) {
        addNamespace(lan);
        run(lan, "ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0", "stp_state", "0");
        run(lan, "ip", "link", "set", "br0", "up");
        return this;
    }

    public Lab host(String host) {
        addNamespace(host);
        return this;
    }

    private void addNamespace(String name) {
        runHere("ip", "netns", "add", prefix + name);
        namespaces.add(name);
        run(name, "ip", "link", "set", "lo", "up");
    }

    /** A network card of a host, plugged into a switch; without address. The port on the switch is called by the host. */
    public Lab card(String host, String device, String lan, String mac) {
        String port = host + "-" + device;
        String[] peer = {"peer", "name", port, "netns", prefix + lan};
        List<String> add = new ArrayList<>(List.of("ip", "link", "add", device, "address", mac, "type", "veth"));
        add.addAll(Arrays.asList(peer));
        run(host, add.toArray(String[]::new));
        run(lan, "ip", "link", "set", port, "master", "br0", "up");
        run(host, "ip", "link", "set", device, "up");
        return this;
    }

    public Lab address(String host, String device, String addressWithLength) {
        run(host, "ip", "address", "add", addressWithLength, "brd", "+", "dev", device);
        return this;
    }

    /** Runs a command on a host and returns what it said; it must end well and in time. */
    public String run(String host, String... command) {
        return Commands.run(DEADLINE, inside(host, List.of(command)));
    }

    /** Runs a class of the test's class path to its end. */
    public String runJava(String host, Class<?> main, String... arguments) {
        return Commands.run(DEADLINE, inside(host, Commands.java(main, arguments)));
    }

    /** Starts a command; it is ended with the lab. */
    public RunningProcess start(String host, String... command) throws IOException {
        return start(new ProcessBuilder(inside(host, List.of(command))));
    }

    /** Starts a class of the test's class path, whose log is part of its output. */
    public RunningProcess startJava(String host, Class<?> main, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(inside(host, Commands.java(main, arguments)));
        builder.environment().putAll(Map.of("KA_LOG", "INFO"));
        return start(builder);
    }

    private RunningProcess start(ProcessBuilder builder) throws IOException {
        RunningProcess process =
                new RunningProcess(builder.redirectErrorStream(true).start());
        started.add(process);
        return process;
    }

    private List<String> inside(String host, List<String> command) {
        return Commands.inNamespace(prefix + host, command);
    }

    private static String runHere(String... command) {
        return Commands.run(DEADLINE, List.of(command));
    }

    /** Ends what was started, and whatever that left behind, and removes all. */
    @Override
    public void close() {
        started.forEach(RunningProcess::close);
        for (String namespace : namespaces) {
            try {
                // nothing of anybody else can be in a namespace that we made
                runHere("ip", "netns", "pids", prefix + namespace)
                        .lines()
                        .map(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                        .forEach(process -> process.ifPresent(ProcessHandle::destroyForcibly));
                runHere("ip", "netns", "delete", prefix + namespace);
            } catch (AssertionError e) {
                System.err.println(e.getMessage());
            }
        }
    }
}
