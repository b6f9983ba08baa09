package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cancel JOB}: ends a clone job before its time. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Ends a clone job. Nodes whose disks are untouched boot them again;",
            "those whose disks may be half written are parked."
        })
public final class CancelCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "JOB", description = "its number, see 'status'")
    private String job;

    @Override
    public Integer call() throws IOException, SettingsException {
        JsonNode end = new ControlClient(config.load().control().socket())
                .ask(Map.of("command", "cancel", "job", job), line -> {});
        (end.path("exit").asInt() == 0 ? System.out : System.err)
                .println(end.path("message").asText());
        return end.path("exit").asInt();
    }
}
