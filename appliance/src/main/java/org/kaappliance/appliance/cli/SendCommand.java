package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.SettingsException;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSession;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.StreamSource;
import org.kaappliance.relay.WarmUp;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code send}: the original's {@code ka-d-server}. */
@Command(
        name = "send",
        description = {
            "Sends a command's output, a file or standard input through a chain to NUM nodes that run 'receive'.",
            "Exit code 0 only when every one of them has all of it, verified;",
            "of an original client, with --allow-legacy, only the number of bytes can be."
        })
public final class SendCommand implements Callable<Integer> {
    @Mixin
    private RelayOptions relay;

    @Mixin
    private SendOptions options;

    @ArgGroup
    private SendInput input = new SendInput();

    @Option(names = "-l", description = "serve session after session, until interrupted; not from standard input")
    private boolean loop;

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        SendSpec spec = options.spec(relay.trust()).withWindow(relay.window());
        if (loop && input.isStdin()) {
            throw new UsageException("-l sends the same again and again: say -e COMMAND or -i FILE");
        }
        input.open();
        InterfaceAddress local = relay.local();
        RelayOptions.sayWhenOpen(spec.trust());
        try (StopSignal signal = new StopSignal();
                RelayServer server = RelayServer.open(local.address(), relay.ports())) {
            WarmUp.begin(spec.trust().digest());
            int exit = send(server, spec, signal, local);
            while (loop && !signal.comesWithinASecond()) {
                exit = send(server, spec, signal, local);
            }
            return exit;
        }
    }

    private int send(RelayServer server, SendSpec spec, StopSignal signal, InterfaceAddress local)
            throws IOException, InterruptedException {
        StreamSource source = input.open();
        SendView view = relay.quiet()
                ? SendView.quiet(spec.nodes())
                : new SendView(ProgressLine.onStderr(), source.expectedBytes(), spec.nodes());
        SendSession session = server.start(spec, source, view);
        signal.does(session::cancel);
        SendResult result = session.await();
        SendSummary summary = new SendSummary(spec, result, view.remarks(), local);
        if (relay.json()) {
            System.out.println(summary.json());
        } else {
            summary.lines().forEach(System.out::println);
        }
        summary.problem().ifPresent(problem -> System.err.println("ka-appliance: " + problem));
        return summary.isComplete() ? 0 : 1;
    }
}
