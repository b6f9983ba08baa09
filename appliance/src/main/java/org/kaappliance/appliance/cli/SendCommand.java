package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.SettingsException;
import org.kaappliance.relay.CommandSource;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.StreamSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code send}: the original's {@code ka-d-server}. */
@Command(
        name = "send",
        description = {
            "Sends a command's output or a file through a chain to NUM nodes that run 'receive'.",
            "Exit code 0 only when every node has all of it, verified. The session is open to everybody on the network."
        })
public final class SendCommand implements Callable<Integer> {
    @Mixin
    private RelayOptions relay;

    @Option(names = "-s", required = true, paramLabel = "SESSION", description = "name of the session")
    private String session;

    @Option(names = "-n", required = true, paramLabel = "NUM", description = "number of nodes to wait for")
    private int nodes;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--wait", defaultValue = "60s", description = "how long to wait for them (default: 60s)")
    private String wait;

    @Option(names = "--max-rate", paramLabel = "SIZE", description = "bytes a second, e.g. 50MiB")
    private String maxRate;

    private static final class Source {
        @Option(names = "-e", required = true, paramLabel = "COMMAND", description = "send this command's output")
        private String command;

        @Option(names = "-i", required = true, paramLabel = "FILE", description = "send this file")
        private Path file;

        StreamSource open() {
            return command == null ? new FileSource(file) : new CommandSource(command);
        }
    }

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        SendSpec spec = spec();
        try (RelayServer server = RelayServer.open(relay.local(), relay.ports())) {
            SendResult result =
                    server.start(spec, source.open(), SendCommand::say).await();
            if (relay.json()) {
                System.out.println(json(result));
            } else {
                print(result);
            }
            return result.complete() && result.nodes().size() >= nodes ? 0 : 1;
        }
    }

    private SendSpec spec() {
        try {
            SendSpec spec = SendSpec.of(session, nodes)
                    .withWait(Durations.parse("--wait", wait).orElse(Duration.ofSeconds(60)));
            return maxRate == null
                    ? spec
                    : spec.withMaxBytesPerSecond(ByteSize.parse(maxRate).bytes());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static void say(SendEvent event) {
        if (event instanceof SendEvent.Joined joined) {
            System.err.println(
                    joined.nodeId() + " joined from " + joined.address().getHostAddress());
        } else if (event instanceof SendEvent.Refused refused) {
            System.err.println(refused.nodeId() + " was refused: " + refused.reason());
        } else if (event instanceof SendEvent.Started started) {
            System.err.println("sending to " + String.join(", ", started.chain()));
        } else if (event instanceof SendEvent.NodeLost lost) {
            System.err.println(lost.nodeId() + " is lost: " + lost.reason());
        } else if (event instanceof SendEvent.Repaired repaired) {
            System.err.println("the chain is repaired (epoch " + repaired.epoch() + ")");
        }
    }

    private static void print(SendResult result) {
        double seconds = Math.max(0.001, result.elapsed().toMillis() / 1000.0);
        System.out.printf(
                "sent %d bytes in %.3f s, %.1f MB/s%n", result.bytes(), seconds, result.bytes() / seconds / 1e6);
        for (NodeOutcome node : result.nodes()) {
            System.out.printf(
                    "%-20s %-15s %s%n",
                    node.nodeId(),
                    node.address().getHostAddress(),
                    node.failure().map(reason -> "FAILED: " + reason).orElse("complete"));
        }
        result.error().ifPresent(error -> System.err.println("ka-appliance: " + error));
    }

    private static ObjectNode json(SendResult result) {
        ObjectNode summary = new ObjectMapper().createObjectNode();
        summary.put("bytes", result.bytes())
                .put("seconds", result.elapsed().toMillis() / 1000.0)
                .put("error", result.error().orElse(null));
        ArrayNode rows = summary.putArray("nodes");
        for (NodeOutcome node : result.nodes()) {
            rows.addObject()
                    .put("node", node.nodeId())
                    .put("address", node.address().getHostAddress())
                    .put("complete", node.complete())
                    .put("bytes", node.receivedBytes())
                    .put("failure", node.failure().orElse(null));
        }
        return summary;
    }
}
