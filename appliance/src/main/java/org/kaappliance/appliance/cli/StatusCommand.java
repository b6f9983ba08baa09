package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** {@code status}: the jobs, who gives the addresses, and what each machine does; of a single machine its last events. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the jobs and what each machine does; of one machine also what happened to it.")
public final class StatusCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private static final int JOBS_OVER = 5;

    @Mixin
    private ConfigOption config;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--json",
            description =
                    "one JSON object; of machines that are named also what happened to each; with --follow one a second, each on a line")
    private boolean json;

    @Option(
            names = "--follow",
            description = "go on until interrupted: painted over on a terminal, a line for each change elsewhere")
    private boolean follow;

    @Parameters(
            arity = "0..*",
            paramLabel = "NODE",
            description = NodesCommand.NODE + "; of a single one also what happened to it")
    private List<String> nodes = List.of();

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        ControlClient client = config.appliance();
        if (follow) {
            return follow(client);
        }
        return nodes.isEmpty() ? status(client) : named(client);
    }

    private int named(ControlClient client) throws IOException {
        List<JsonNode> machines = machines(client);
        if (json) {
            List<JsonNode> rows = new ArrayList<>();
            for (JsonNode machine : machines) {
                rows.add(((ObjectNode) machine).set("events", JSON.valueToTree(events(client, machine))));
            }
            System.out.println("{\"machines\":" + rows + "}");
        } else if (machines.size() == 1) {
            System.out.println(NodeText.machine(machines.get(0)));
            events(client, machines.get(0)).forEach(StatusCommand::printEvent);
        } else {
            System.out.println(NodeText.summary(machines));
            printTable(machines);
        }
        return 0;
    }

    private static List<JsonNode> events(ControlClient client, JsonNode machine) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        requireDone(client.ask(
                Map.of("command", "events", "node", machine.path("mac").asText()), events::add));
        return events;
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
        printJobs(jobs);
        Optional.of(end.path("message").asText()).filter(m -> !m.isEmpty()).ifPresent(System.out::println);
        DhcpCommand.roles(client).properties().forEach(StatusCommand::printRole);
        List<JsonNode> known = machines.stream().filter(NodeText::isKnown).toList();
        if (!known.isEmpty()) {
            System.out.println(NodeText.summary(known));
            printTable(known.size() <= NodeText.FEW ? known : busy(known));
        }
        return 0;
    }

    private static void printTable(List<JsonNode> machines) {
        System.out.println(NodeText.HEADER);
        machines.forEach(machine -> System.out.println(NodeText.row(machine)));
    }

    /** Of many machines those that are not just up and running; 'nodes' lists the others. */
    private static List<JsonNode> busy(List<JsonNode> machines) {
        return machines.stream().filter(machine -> !NodeText.isAtRest(machine)).toList();
    }

    /** All that run, and the last few of those that are over. */
    private static void printJobs(List<JsonNode> jobs) {
        List<JsonNode> over = jobs.stream()
                .filter(job -> !job.path("state").asText().equals("running"))
                .toList();
        int hidden = Math.max(0, over.size() - JOBS_OVER);
        if (hidden > 0) {
            System.out.println(hidden + " earlier jobs: --json lists them");
        }
        jobs.stream()
                .filter(job -> over.indexOf(job) < 0 || over.indexOf(job) >= hidden)
                .forEach(StatusCommand::printJob);
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

    private List<JsonNode> machines(ControlClient client) throws IOException {
        List<JsonNode> machines = new ArrayList<>();
        requireDone(client.ask(Map.of("command", "nodes", "nodes", nodes), machines::add));
        return machines;
    }

    private static void requireDone(JsonNode end) throws IOException {
        if (end.path("exit").asInt() != 0) {
            throw new IOException(end.path("message").asText());
        }
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
        System.out.println(NodeText.job(job));
        if (job.path("nodes").size() <= NodeText.FEW) {
            job.path("nodes").forEach(row -> System.out.println("  " + ProgressView.row(row)));
        }
    }

    private static void printEvent(JsonNode event) {
        System.out.printf(
                "%s  %-10s %s%n",
                TIME.format(Instant.ofEpochMilli(event.path("at").asLong())),
                event.path("kind").asText(),
                event.path("text").asText());
    }
}
