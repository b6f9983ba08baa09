package org.kaappliance.clientkit.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One command on a node, from its start to its exit code. What it prints is sent as it comes; while the appliance does not take it, the
 * command waits. When the connection ends before the command, the command is ended.
 */
final class RemoteCommand implements Runnable {
    private static final long GRACE_SECONDS = 2;

    private final ConsoleWire wire;
    private final Commands commands;
    private final List<String> command;
    private final ConsoleTimes times;

    RemoteCommand(ConsoleWire wire, Commands commands, List<String> command, ConsoleTimes times) {
        this.wire = wire;
        this.commands = commands;
        this.command = command;
        this.times = times;
    }

    @Override
    public void run() {
        try (wire) {
            Process process;
            try {
                process = commands.start(command);
            } catch (IOException e) {
                wire.send(ConsoleWire.Kind.REFUSED, reason(e).getBytes(StandardCharsets.UTF_8));
                awaitClose();
                return;
            }
            try {
                follow(process);
            } finally {
                end(process);
            }
        } catch (IOException e) {
            return; // nobody is there to be told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.length() <= 1000 ? text : text.substring(0, 1000);
    }

    private void follow(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        Thread output = started("output", () -> send(ConsoleWire.Kind.OUTPUT, process.getInputStream(), process));
        Thread errors = started("errors", () -> send(ConsoleWire.Kind.ERRORS, process.getErrorStream(), process));
        Thread watch = started("watch", () -> watch(process));
        while (!process.waitFor(times.ping().toMillis(), TimeUnit.MILLISECONDS)) {
            wire.ping();
        }
        await(output);
        await(errors);
        wire.send(
                ConsoleWire.Kind.EXIT,
                ByteBuffer.allocate(4).putInt(process.exitValue()).array());
        watch.join();
    }

    /** What it has started in turn may still print. */
    private void await(Thread thread) throws IOException, InterruptedException {
        for (thread.join(times.ping().toMillis());
                thread.isAlive();
                thread.join(times.ping().toMillis())) {
            wire.ping();
        }
    }

    private void send(ConsoleWire.Kind kind, InputStream from, Process process) {
        byte[] buffer = new byte[ConsoleWire.MAX_PAYLOAD_BYTES];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                wire.send(kind, buffer, count);
            }
        } catch (IOException e) {
            end(process); // it is not heard any more
        }
    }

    private void watch(Process process) {
        awaitClose();
        wire.close();
        end(process);
    }

    /** The appliance has nothing more to say, and closes: closing with unread bytes could lose our last record. */
    private void awaitClose() {
        try {
            wire.read();
        } catch (IOException e) {
            return;
        }
    }

    /** Ends the command and what it has started; does nothing after its end. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static Thread started(String name, Runnable work) {
        Thread thread = new Thread(work, "console-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
