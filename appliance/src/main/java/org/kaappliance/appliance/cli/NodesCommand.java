package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodes}: every machine that is known or has been seen, and what it boots next. */
@Command(
        name = "nodes",
        mixinStandardHelpOptions = true,
        description = "Lists the machines, and what each boots next; or switches them.",
        subcommands = NodesArmCommand.class)
public final class NodesCommand implements Callable<Integer> {
    static final String NODE = "a name, hardware address or group, also node* and node[01-16]";

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "NODE", description = NODE + "; without one all machines")
    private List<String> nodes = List.of();

    @Override
    public Integer call() throws IOException, SettingsException {
        List<JsonNode> rows = new ArrayList<>();
        JsonNode end = config.appliance().ask(Map.of("command", "nodes", "nodes", nodes), rows::add);
        if (end.path("exit").asInt() != 0) {
            System.err.println(end.path("message").asText());
        } else if (json) {
            System.out.println(rows);
        } else {
            System.out.printf(
                    "%-17s  %-15s %-15s %-10s %-9s %s%n", "MAC", "NAME", "ADDRESS", "STATE", "BOOTS", "DETAIL");
            rows.forEach(NodesCommand::print);
        }
        return end.path("exit").asInt();
    }

    private static void print(JsonNode node) {
        String doing = NodeText.doing(node);
        System.out.printf(
                "%-17s  %-15s %-15s %-10s %-9s %s%n",
                node.path("mac").asText(),
                node.path("name").asText(),
                node.path("address").asText(),
                node.path("state").asText(),
                node.path("menu").asText(),
                doing.isEmpty() ? node.path("detail").asText() : doing);
    }

    /** {@code nodes add MAC NAME}: makes a machine known, so that it can be cloned by name. */
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Makes a machine known by name.")
    int add(
            @Parameters(paramLabel = "MAC", description = "its hardware address") String mac,
            @Parameters(paramLabel = "NAME", description = "its host name") String name,
            @Mixin ConfigOption own)
            throws IOException, SettingsException {
        return own.or(config).tell(Map.of("command", "node-add", "mac", mac, "name", name));
    }

    /** {@code nodes disarm NODE...}: they will not be cloned any more. */
    @Command(
            name = "disarm",
            mixinStandardHelpOptions = true,
            description = {
                "The machines are taken out of their jobs and boot from their own disks again; one whose disk",
                "may be half written is parked instead. Releases machines that are parked."
            })
    int disarm(@Mixin Switched switched) throws IOException, SettingsException {
        return switched.tell(config, "node-disarm");
    }

    /** {@code nodes park NODE...}: they stay in their menus. */
    @Command(
            name = "park",
            mixinStandardHelpOptions = true,
            description = {
                "Machines that are armed or at work are taken out of their jobs and stay in their menus",
                "until 'nodes arm', 'nodes local' or 'nodes disarm'."
            })
    int park(@Mixin Switched switched) throws IOException, SettingsException {
        return switched.tell(config, "node-park");
    }

    /** {@code nodes local NODE...}: they boot their own disks, or say that they cannot. */
    @Command(
            name = "local",
            mixinStandardHelpOptions = true,
            description = {
                "The machines boot from their own disks: armed ones are disarmed, parked ones released, which is",
                "your word for their disks. Refused for a machine whose disk is being written, which goes on."
            })
    int local(@Mixin Switched switched) throws IOException, SettingsException {
        return switched.tell(config, "node-local");
    }

    /** The machines that a command switches, and how their answers are shown. */
    static final class Switched {
        @Parameters(arity = "1..*", paramLabel = "NODE", description = NODE)
        private List<String> nodes;

        @Option(names = "--json", description = "one JSON array")
        private boolean json;

        @Mixin
        private ConfigOption own;

        int tell(ConfigOption outer, String command) throws IOException, SettingsException {
            return NodesCommand.tell(own.or(outer).appliance(), Map.of("command", command, "nodes", nodes), json);
        }
    }

    ConfigOption config() {
        return config;
    }

    /** Gives a command that answers with a line for each machine, shows the lines, and returns the exit code. */
    static int tell(ControlClient client, Map<String, ?> request, boolean asJson) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        JsonNode end = client.ask(request, rows::add);
        int exit = end.path("exit").asInt();
        if (asJson) {
            System.out.println(rows);
        } else {
            rows.forEach(NodesCommand::printSwitched);
        }
        String message = end.path("message").asText();
        if (!message.isEmpty()) {
            (exit == 0 && !asJson ? System.out : System.err).println(message);
        }
        return exit;
    }

    private static void printSwitched(JsonNode row) {
        String refused = row.path("refused").asText();
        if (refused.isEmpty()) {
            System.out.println(
                    row.path("name").asText() + " is " + row.path("state").asText());
        } else {
            System.err.println(refused);
        }
    }
}
