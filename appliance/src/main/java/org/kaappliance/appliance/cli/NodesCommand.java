package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodes}: every machine that is known or has been seen, and what it boots next. */
@Command(name = "nodes", mixinStandardHelpOptions = true, description = "Lists the machines, and what each boots next.")
public final class NodesCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    @Override
    public Integer call() throws IOException, SettingsException {
        List<JsonNode> rows = new ArrayList<>();
        JsonNode end = config.appliance().ask(Map.of("command", "nodes"), rows::add);
        if (json) {
            System.out.println(rows);
        } else {
            System.out.printf(
                    "%-17s  %-15s %-15s %-10s %-9s %s%n", "MAC", "NAME", "ADDRESS", "STATE", "BOOTS", "DETAIL");
            rows.forEach(NodesCommand::print);
        }
        return end.path("exit").asInt();
    }

    private static void print(JsonNode node) {
        System.out.printf(
                "%-17s  %-15s %-15s %-10s %-9s %s%n",
                node.path("mac").asText(),
                node.path("name").asText(),
                node.path("address").asText(),
                node.path("state").asText(),
                node.path("menu").asText(),
                node.path("detail").asText());
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

    /** {@code nodes disarm NODE}: it will not be cloned any more. */
    @Command(
            name = "disarm",
            mixinStandardHelpOptions = true,
            description = "The machine boots from its own disk again; also releases one that is parked.")
    int disarm(@Parameters(paramLabel = "NAME|MAC", description = "the machine") String node, @Mixin ConfigOption own)
            throws IOException, SettingsException {
        return own.or(config).tell(Map.of("command", "node-disarm", "node", node));
    }
}
