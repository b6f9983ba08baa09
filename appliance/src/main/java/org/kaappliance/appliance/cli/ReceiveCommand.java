package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.SettingsException;
import org.kaappliance.relay.CommandSink;
import org.kaappliance.relay.FileSink;
import org.kaappliance.relay.ReceiveListener;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.StreamSink;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code receive}: the original's {@code ka-d-client}. */
@Command(
        name = "receive",
        description =
                "Takes a stream that 'send' sends, and passes it on. Exit code 0 only when all of it is here, verified.")
public final class ReceiveCommand implements Callable<Integer> {
    @Mixin
    private RelayOptions relay;

    @Option(names = "-s", required = true, paramLabel = "SESSION", description = "name of the session")
    private String session;

    @Option(names = "-h", paramLabel = "HOST", description = "address of the sender (default: found by multicast)")
    private String host;

    @ArgGroup(multiplicity = "1")
    private Sink sink;

    private static final class Sink {
        @Option(names = "-e", required = true, paramLabel = "COMMAND", description = "this command takes it")
        private String command;

        @Option(names = "-o", required = true, paramLabel = "FILE", description = "write it to this file")
        private Path file;

        StreamSink open() throws IOException {
            return command == null ? FileSink.open(file) : CommandSink.start(command);
        }
    }

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        Inet4Address local = relay.local();
        ReceiveResult result = RelayReceiver.receive(spec(local), sink.open(), ReceiveListener.none());
        if (relay.json()) {
            System.out.println(new ObjectMapper()
                    .createObjectNode()
                    .put("bytes", result.bytes())
                    .put("sha256", result.digestHex())
                    .put("complete", result.complete())
                    .put("error", result.error().orElse(null)));
        } else if (result.complete()) {
            System.err.println("received " + result.bytes() + " bytes, SHA-256 " + result.digestHex());
        }
        result.error().ifPresent(error -> System.err.println("ka-appliance: " + error));
        return result.complete() ? 0 : 1;
    }

    private ReceiveSpec spec(Inet4Address local) {
        try {
            ReceiveSpec spec =
                    ReceiveSpec.of(session, local, local.getHostAddress()).withPorts(relay.ports());
            return Optional.ofNullable(host)
                    .map(h -> spec.withServer(Ipv4Subnet.address(h)))
                    .orElse(spec);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
