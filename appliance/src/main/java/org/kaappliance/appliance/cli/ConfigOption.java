package org.kaappliance.appliance.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

    LoadedSettings loadWithOrigins() throws SettingsException {
        Map<String, String> commandLine = new LinkedHashMap<>();
        if (iface != null) {
            commandLine.put("interface", iface);
        }
        return SettingsLoader.load(Optional.ofNullable(file), commandLine);
    }
}
