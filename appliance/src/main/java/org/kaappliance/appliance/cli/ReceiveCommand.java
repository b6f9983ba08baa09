package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kaappliance.config.SettingsException;
import org.kaappliance.relay.CommandSink;
import org.kaappliance.relay.FileSink;
import org.kaappliance.relay.Leave;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.WarmUp;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code receive}: the original's {@code ka-d-client}. */
@Command(
        name = "receive",
        description = {
            "Takes a stream that 'send' sends, and passes it on. Exit code 0 only when all of it is here, verified.",
            "From an original server, with --allow-legacy, only the number of bytes can be."
        })
public final class ReceiveCommand implements Callable<Integer> {
    @Mixin
    private RelayOptions relay;

    @Mixin
    private ReceiveOptions options;

    @Option(names = "-g", description = "only tell the sender to start now with the nodes that are there")
    private boolean go;

    @ArgGroup
    private Sink sink = new Sink();

    private static final class Sink {
        @Option(names = "-e", required = true, paramLabel = "COMMAND", description = "this command takes it")
        private String command;

        @Option(
                names = "-o",
                required = true,
                paramLabel = "FILE",
                description = "write it to this file; '-', or neither -e nor -o: standard output")
        private String file;

        boolean isGiven() {
            return command != null || file != null;
        }

        boolean isStdout() {
            return command == null && (file == null || file.equals(StandardStreams.DASH));
        }

        StreamSink open() throws IOException {
            if (command != null) {
                return CommandSink.start(command);
            }
            if (file == null && Terminal.is(Terminal.STDOUT)) {
                throw new UsageException("where to? Say -e COMMAND or -o FILE, or pipe it on (-o - insists)");
            }
            return isStdout() ? StandardStreams.stdout() : FileSink.open(Path.of(file));
        }
    }

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        if (go && (sink.isGiven() || options.waits())) {
            throw new UsageException("-g takes no stream: say it without -e, -o and -w");
        }
        ReceiveSpec spec = options.spec(relay);
        return go ? go(spec) : receive(spec);
    }

    private static int go(ReceiveSpec spec) throws IOException, InterruptedException {
        Optional<String> problem = RelayReceiver.go(spec);
        System.err.println(problem.map(reason -> "ka-appliance: " + reason).orElse("the session starts"));
        return problem.isEmpty() ? 0 : 1;
    }

    private int receive(ReceiveSpec spec) throws IOException, InterruptedException {
        ReceiveView view = relay.quiet() ? ReceiveView.quiet() : new ReceiveView(ProgressLine.onStderr());
        StreamSink open = sink.open();
        RelayOptions.sayWhenOpen(spec.trust());
        try (StopSignal signal = new StopSignal()) {
            Leave leave = new Leave();
            signal.does(leave::now);
            WarmUp.run(spec.trust().digest());
            ReceiveResult result = RelayReceiver.receive(spec, open, view, leave);
            say(new ReceiveSummary(spec, result, view.remarks(), view.elapsed()), view);
            return result.complete() ? 0 : 1;
        }
    }

    /** Nothing but the stream goes to standard output when that is where the stream goes. */
    private void say(ReceiveSummary summary, ReceiveView view) {
        PrintStream out = sink.isStdout() ? System.err : System.out;
        view.end();
        if (relay.json()) {
            out.println(summary.json());
        } else if (summary.problem().isEmpty()) {
            System.err.println(summary.line());
        }
        summary.problem().ifPresent(problem -> System.err.println("ka-appliance: " + problem));
    }
}
