package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code exec NODE -- COMMAND}: runs a command on machines in stage 1. */
@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a command on machines that are being cloned, or have failed and stay in stage 1, and shows what it prints",
            "as it comes; of several machines with their names in front. A single word is a line for the shell there:",
            "  exec node1 -- 'dmesg | tail'        exec 'node[01-16]' -- cat /proc/mdstat",
            "Exit code: that of the command, of several machines the largest; 255 where it could not be run. Ctrl-C ends it."
        })
public final class ExecCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Parameters(index = "0", paramLabel = "NODE", description = NodesCommand.NODE)
    private String nodes;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "behind --")
    private List<String> command;

    @Override
    public Integer call() throws IOException, SettingsException {
        return run(config.appliance(), nodes, command);
    }

    /** @return the exit code */
    static int run(ControlClient client, String nodes, List<String> command) throws IOException {
        ExecView view = new ExecView(System.out, System.err);
        JsonNode end = client.ask(Map.of("command", "exec", "nodes", List.of(nodes), "words", command), view::show);
        String message = end.path("message").asText();
        if (!message.isEmpty()) {
            System.err.println(message);
        }
        return end.path("exit").asInt();
    }
}
