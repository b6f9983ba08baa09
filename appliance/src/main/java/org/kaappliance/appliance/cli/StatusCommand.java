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

/** {@code status}: the jobs, who gives the addresses, and what each machine does; with a machine, its last events. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the jobs and what each machine does, or the last events of one machine.")
public final class StatusCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "one JSON object; with --follow one a second, each on a line")
    private boolean json;

    @Option(
            names = "--follow",
            description = "go on until interrupted: painted over on a terminal, a line for each change elsewhere")
    private boolean follow;

    @Parameters(arity = "0..1", paramLabel = "NAME|MAC", description = "a machine, for its last events")
    private String node;

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        ControlClient client = config.appliance();
        if (node != null) {
            if (follow) {
                throw new UsageException("--follow shows all machines: name none");
            }
            return events(client);
        }
        return follow ? follow(client) : status(client);
    }

    private int events(ControlClient client) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        JsonNode end = client.ask(Map.of("command", "events", "node", node), lines::add);
        if (end.path("exit").asInt() != 0) {
            System.err.println(end.path("message").asText());
        } else if (json) {
            System.out.println("{\"events\":" + lines + "}");
        } else {
            lines.forEach(StatusCommand::printEvent);
        }
        return end.path("exit").asInt();
    }

    private int status(ControlClient client) throws IOException {
        List<JsonNode> jobs = new ArrayList<>();
        JsonNode end = client.ask(Map.of("command", "status"), jobs::add);
        List<JsonNode> machines = machines(client);
        if (json) {
            System.out.println("{\"jobs\":" + jobs + ",\"machines\":" + machines + ",\"dhcp\":"
                    + DhcpCommand.stats(client) + ",\"roles\":" + DhcpCommand.roles(client) + "}");
            return 0;
        }
        jobs.forEach(StatusCommand::printJob);
        Optional.of(end.path("message").asText()).filter(m -> !m.isEmpty()).ifPresent(System.out::println);
        DhcpCommand.roles(client).properties().forEach(StatusCommand::printRole);
        List<JsonNode> known = machines.stream().filter(NodeText::isKnown).toList();
        if (!known.isEmpty()) {
            System.out.println(NodeText.HEADER);
            known.forEach(machine -> System.out.println(NodeText.row(machine)));
        }
        return 0;
    }

    /** Until a signal ends it, nobody reads any more, or the appliance goes away, which is an error. */
    private int follow(ControlClient client) throws IOException, InterruptedException {
        FollowView view = Terminal.is(Terminal.STDOUT)
                ? FollowView.painted(System.out, Terminal::size)
                : FollowView.logged(System.out);
        try (StopSignal stop = new StopSignal()) {
            do {
                List<JsonNode> jobs = new ArrayList<>();
                client.ask(Map.of("command", "status"), jobs::add);
                List<JsonNode> machines = machines(client);
                if (json) {
                    System.out.println("{\"jobs\":" + jobs + ",\"machines\":" + machines + "}");
                } else {
                    view.show(jobs, machines, Instant.now());
                }
            } while (!System.out.checkError() && !stop.comesWithinASecond());
        }
        return 0;
    }

    private static List<JsonNode> machines(ControlClient client) throws IOException {
        List<JsonNode> machines = new ArrayList<>();
        client.ask(Map.of("command", "nodes"), machines::add);
        return machines;
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
