package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
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
        return config.tell(Map.of("command", "cancel", "job", job));
    }
}
