package org.kaappliance.clientkit.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kaappliance.relay.StreamSink;

/** Runs command lines; every line that they print is heard. The one place that starts processes on a node. */
final class Tools {
    private static final Duration DEADLINE = Duration.ofMinutes(20);
    private static final int KEPT_LINES = 4;
    /** The last three: a node has no udev that would answer the tools of device mapper and RAID, and tools inherit Java's files. */
    static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL", "C",
            "HOME", "/",
            "TZ", "UTC",
            "DM_DISABLE_UDEV", "1",
            "MDADM_NO_UDEV", "1",
            "LVM_SUPPRESS_FD_WARNINGS", "1");

    private final List<String> prefix;
    private final Function<String, Optional<String>> find;
    private final Consumer<String> output;
    private final RunningTools running;

    /** As below; who starts them lets them come to their end. */
    Tools(List<String> prefix, Consumer<String> output) {
        this(prefix, output, new RunningTools());
    }

    /**
     * @param prefix what stands before every command: {@code chroot /tmp/stage2}, or nothing
     * @param output hears each line, on a thread of the command
     * @param running where they are ended
     */
    Tools(List<String> prefix, Consumer<String> output, RunningTools running) {
        this(prefix, Optional::of, output, running);
    }

    private Tools(
            List<String> prefix,
            Function<String, Optional<String>> find,
            Consumer<String> output,
            RunningTools running) {
        this.prefix = List.copyOf(prefix);
        this.find = find;
        this.output = output;
        this.running = running;
    }

    /** Runs the programs of stage 2, with stage 2 as their root directory. */
    static Tools inside(ToolRoot root, Consumer<String> output) {
        return inside(root, output, new RunningTools());
    }

    /** As above. @param running where they are ended */
    static Tools inside(ToolRoot root, Consumer<String> output, RunningTools running) {
        return new Tools(root.prefix(), root::find, output, running);
    }

    /** @throws IOException when one fails; the later ones are not run */
    void runAll(List<List<String>> commands) throws IOException, InterruptedException {
        for (List<String> command : commands) {
            run(command, "");
        }
    }

    void run(List<String> command) throws IOException, InterruptedException {
        run(command, "");
    }

    /**
     * Runs a command that may take so long only; it is killed then.
     *
     * @param name what it is called in messages
     * @param heard gets each of its lines as it is
     */
    void run(String name, List<String> command, Duration limit, Consumer<String> heard)
            throws IOException, InterruptedException {
        Running started = start(name, command, heard);
        started.process().getOutputStream().close();
        started.await(limit);
    }

    /** @param input its standard input */
    void run(List<String> command, String input) throws IOException, InterruptedException {
        Running started = start(command);
        try {
            started.process().getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            started.process().getOutputStream().close();
        } catch (IOException e) {
            output.accept(command.get(0) + " did not read its input: " + e.getMessage());
        }
        started.await(DEADLINE);
    }

    /** A sink that writes into the standard input of a command, and succeeds when the command does. */
    StreamSink sink(List<String> command) throws IOException {
        return new CommandSink(start(command));
    }

    /** Starts a command that is talked to through both of its pipes; what it says on its standard error is heard. */
    Piped pipe(List<String> command) throws IOException {
        Process process = running.start(builder(command));
        Running piped = new Running(command.get(0), process, process.errorReader(StandardCharsets.UTF_8), output);
        piped.reader().start();
        return new Piped(piped);
    }

    private Running start(List<String> command) throws IOException {
        return start(command.get(0), command, line -> output.accept(command.get(0) + ": " + line));
    }

    private Running start(String name, List<String> command, Consumer<String> heard) throws IOException {
        Process process = running.start(builder(command).redirectErrorStream(true));
        Running started = new Running(name, process, process.inputReader(StandardCharsets.UTF_8), heard);
        started.reader().start();
        return started;
    }

    private ProcessBuilder builder(List<String> command) throws IOException {
        List<String> line = new ArrayList<>(prefix);
        String program = command.get(0);
        line.add(find.apply(program).orElseThrow(() -> new IOException("there is no " + program + " in stage 2")));
        line.addAll(command.subList(1, command.size()));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(ENVIRONMENT);
        return builder;
    }

    /** A command that runs, with its pipes. */
    static final class Piped {
        private final Running running;

        Piped(Running running) {
            this.running = running;
        }

        OutputStream input() {
            return running.process().getOutputStream();
        }

        InputStream output() {
            return running.process().getInputStream();
        }

        void destroy() {
            running.process().destroy();
        }

        /** Waits for a command whose output was read to its end, and ends one that still writes. */
        void end() throws InterruptedException {
            if (!running.process().waitFor(10, TimeUnit.SECONDS)) {
                running.process().destroyForcibly();
            }
        }

        String lastWords() throws InterruptedException {
            end();
            running.reader().join(1000);
            return running.lastWords();
        }

        void requireSuccess() throws IOException, InterruptedException {
            running.await();
        }
    }

    /** A command that runs. */
    static final class Running {
        private final String name;
        private final Process process;
        private final Deque<String> last = new ArrayDeque<>();
        private final Thread reader;

        Running(String name, Process process, BufferedReader said, Consumer<String> output) {
            this.name = name;
            this.process = process;
            this.reader = new Thread(() -> read(said, output), "output-" + name);
            reader.setDaemon(true);
        }

        Process process() {
            return process;
        }

        Thread reader() {
            return reader;
        }

        /** @throws IOException when it fails, with its last words */
        void await() throws IOException, InterruptedException {
            await(DEADLINE);
        }

        /** @throws IOException also when it does not end in time */
        void await(Duration limit) throws IOException, InterruptedException {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                String time = limit.toSeconds() < 120 ? limit.toSeconds() + " s" : limit.toMinutes() + " minutes";
                throw new IOException(name + " did not end within " + time);
            }
            reader.join(1000);
            if (process.exitValue() != 0) {
                throw new IOException(name + " failed with code " + process.exitValue() + lastWords());
            }
        }

        private void read(BufferedReader said, Consumer<String> output) {
            try (said) {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    keep(line);
                    output.accept(line);
                }
            } catch (IOException e) {
                keep(e.toString());
            }
        }

        private synchronized void keep(String line) {
            if (last.size() == KEPT_LINES) {
                last.removeFirst();
            }
            last.addLast(line);
        }

        private synchronized String lastWords() {
            return last.isEmpty() ? "" : ": " + String.join(" | ", last);
        }
    }
}
