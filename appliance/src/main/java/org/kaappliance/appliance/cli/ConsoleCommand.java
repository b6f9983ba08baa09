package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code console NODE}: what a machine says, and a prompt at which {@code exec} runs commands on it. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a machine has said and says, and runs what is typed behind 'exec' on it, by the shell there:",
            "  exec cat /proc/partitions",
            "Commands run while the machine is in stage 1. 'quit', or the end of the input, leaves."
        })
public final class ConsoleCommand implements Callable<Integer> {
    private static final String EXEC = "exec ";
    private static final long POLL_MILLIS = 500;

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "NODE", description = "a name or hardware address")
    private String node;

    @Override
    public Integer call() throws IOException, SettingsException {
        ControlClient client = config.appliance();
        List<JsonNode> first = new ArrayList<>();
        JsonNode end = client.ask(Map.of("command", "events", "node", node), first::add);
        if (end.path("exit").asInt() != 0) {
            System.err.println(end.path("message").asText());
            return end.path("exit").asInt();
        }
        System.out.println("If you want to execute a command on node, just use the 'exec' prefix");
        EventLines lines = new EventLines(node);
        lines.newOnes(first).forEach(System.out::println);
        Thread follow = new Thread(() -> follow(client, lines), "ka-console-follow");
        follow.setDaemon(true);
        follow.start();
        return prompt(client);
    }

    private int prompt(ControlClient client) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int exit = 0;
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String said = line.strip();
            if (said.equals("quit") || said.equals("exit")) {
                return exit;
            }
            if (said.startsWith(EXEC)) {
                exit = ExecCommand.run(client, node, List.of(said.substring(EXEC.length())));
            } else if (!said.isEmpty()) {
                System.err.println("only 'exec COMMAND' and 'quit' are known here");
            }
        }
        return exit;
    }

    private void follow(ControlClient client, EventLines lines) {
        try {
            while (true) {
                Thread.sleep(POLL_MILLIS);
                List<JsonNode> events = new ArrayList<>();
                client.ask(Map.of("command", "events", "node", node), events::add);
                lines.newOnes(events).forEach(System.out::println);
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Which of the last events of a machine have not been shown yet. */
    static final class EventLines {
        private final String node;
        private List<JsonNode> shown = List.of();

        EventLines(String node) {
            this.node = node;
        }

        /** @param events the last ones, in the order in which they happened */
        List<String> newOnes(List<JsonNode> events) {
            int from = shown.isEmpty() ? 0 : events.lastIndexOf(shown.get(shown.size() - 1)) + 1;
            shown = List.copyOf(events);
            return events.subList(from, events.size()).stream().map(this::line).toList();
        }

        private String line(JsonNode event) {
            return node + "> "
                    + NodeText.time(Instant.ofEpochMilli(event.path("at").asLong())) + " "
                    + event.path("kind").asText() + " "
                    + event.path("text").asText().replaceAll("\\p{Cc}", "?");
        }
    }
}
