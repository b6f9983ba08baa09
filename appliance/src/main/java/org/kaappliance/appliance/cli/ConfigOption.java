package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.config.LoadedSettings;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import picocli.CommandLine.Option;

/** Where the settings come from: {@code --config} and {@code --iface}. */
public final class ConfigOption {
    @Option(names = "--config", paramLabel = "FILE", description = "settings (HOCON); every key has a default")
    private Path file;

    @Option(names = "--iface", paramLabel = "IFACE", description = "network interface to serve, e.g. eth0")
    private String iface;

    public Settings load() throws SettingsException {
        return loadWithOrigins().settings();
    }

    /** These options where they were given, else those of the command in front: {@code nodes --config F add ...}. */
    ConfigOption or(ConfigOption inFront) {
        return file == null && iface == null ? inFront : this;
    }

    /** The running appliance of these settings. */
    ControlClient appliance() throws SettingsException {
        return new ControlClient(load().control().socket());
    }

    /** Gives a command whose whole answer is one line, shows the line, and returns the exit code. */
    int tell(Map<String, String> request) throws IOException, SettingsException {
        JsonNode end = appliance().ask(request, line -> {});
        int exit = end.path("exit").asInt();
        (exit == 0 ? System.out : System.err).println(end.path("message").asText());
        return exit;
    }

    LoadedSettings loadWithOrigins() throws SettingsException {
        Map<String, String> commandLine = new LinkedHashMap<>();
        if (iface != null) {
            commandLine.put("interface", iface);
        }
        return SettingsLoader.load(Optional.ofNullable(file), commandLine);
    }
}
