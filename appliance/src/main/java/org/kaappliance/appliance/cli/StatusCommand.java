package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: the jobs and how far each node is, and who gives the addresses; with a node, its last events. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the jobs, or the last events of a node.")
public final class StatusCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(arity = "0..1", paramLabel = "NAME|MAC", description = "a machine, for its last events")
    private String node;

    @Override
    public Integer call() throws IOException, SettingsException {
        ControlClient client = config.appliance();
        List<JsonNode> lines = new ArrayList<>();
        JsonNode end = node == null
                ? client.ask(Map.of("command", "status"), lines::add)
                : client.ask(Map.of("command", "events", "node", node), lines::add);
        if (end.path("exit").asInt() != 0) {
            System.err.println(end.path("message").asText());
        } else if (json) {
            System.out.println(
                    node == null
                            ? "{\"jobs\":" + lines + ",\"dhcp\":" + DhcpCommand.stats(client) + ",\"roles\":"
                                    + DhcpCommand.roles(client) + "}"
                            : "{\"events\":" + lines + "}");
        } else {
            lines.forEach(node == null ? StatusCommand::printJob : StatusCommand::printEvent);
            if (node == null) {
                DhcpCommand.roles(client).properties().forEach(StatusCommand::printRole);
            }
            Optional.of(end.path("message").asText()).filter(m -> !m.isEmpty()).ifPresent(System.out::println);
        }
        return end.path("exit").asInt();
    }

    private static void printRole(Map.Entry<String, JsonNode> of) {
        String who = switch (of.getValue().asText()) {
            case "SERVER" -> "this appliance gives the addresses";
            case "PROXY" -> "another DHCP server gives the addresses";
            default -> "asking who gives the addresses";
        };
        System.out.printf("%s: %s%n", of.getKey(), who);
    }

    private static void printJob(JsonNode job) {
        System.out.printf(
                "job %s: %s  %s%n",
                job.path("id").asText(),
                job.path("state").asText(),
                job.path("detail").asText());
        job.path("nodes").forEach(row -> System.out.println("  " + ProgressView.row(row)));
    }

    private static void printEvent(JsonNode event) {
        System.out.printf(
                "%s  %-10s %s%n",
                TIME.format(Instant.ofEpochMilli(event.path("at").asLong())),
                event.path("kind").asText(),
                event.path("text").asText());
    }
}
