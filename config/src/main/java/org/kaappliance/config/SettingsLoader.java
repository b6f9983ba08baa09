package org.kaappliance.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads HOCON into {@link Settings}: the command line wins over the file, the file over {@code reference.conf}. */
public final class SettingsLoader {
    private SettingsLoader() {}

    /**
     * Reads and checks everything.
     *
     * @param commandLine full key to value text, e.g. {@code interface} to {@code eth0}; a list is written as HOCON
     * @throws SettingsException with every problem found: unknown keys, wrong types, units and ranges; or with the one
     *     syntax error that made the file unreadable
     */
    public static LoadedSettings load(Optional<Path> file, Map<String, String> commandLine) throws SettingsException {
        Config config = layers(file, commandLine);
        List<SettingsProblem> problems = new ArrayList<>();
        SettingsReader reader = new SettingsReader(config, "", problems);
        Settings settings = new SettingsMapping(reader, problems).settings();
        UnknownKeys.find(config, reader.known(), "", problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new LoadedSettings(settings, effective(config, reader.known()));
    }

    private static Config layers(Optional<Path> file, Map<String, String> commandLine) throws SettingsException {
        try {
            Config defaults = ConfigFactory.parseResources(SettingsLoader.class.getClassLoader(), "reference.conf");
            Config own = file.isPresent() ? parse(file.get()) : ConfigFactory.empty();
            return parse(commandLine).withFallback(own).withFallback(defaults).resolve();
        } catch (ConfigException e) {
            String origin = e.origin() == null ? "" : Origins.of(e.origin());
            throw new SettingsException(List.of(new SettingsProblem(origin, "", withoutOrigin(e))));
        }
    }

    private static Config parse(Path file) throws SettingsException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new SettingsException(
                    List.of(new SettingsProblem(file.toString(), "", "no such file, or it may not be read")));
        }
        return ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    }

    private static Config parse(Map<String, String> commandLine) {
        Config config = ConfigFactory.empty(Origins.COMMAND_LINE);
        for (Map.Entry<String, String> entry : commandLine.entrySet()) {
            config = config.withValue(entry.getKey(), commandLineValue(entry.getValue()));
        }
        return config;
    }

    private static ConfigValue commandLineValue(String text) {
        if (text.startsWith("[") || text.startsWith("{")) {
            return ConfigFactory.parseString(
                            "value = " + text, ConfigParseOptions.defaults().setOriginDescription(Origins.COMMAND_LINE))
                    .getValue("value");
        }
        return ConfigValueFactory.fromAnyRef(text, Origins.COMMAND_LINE);
    }

    private static List<EffectiveSetting> effective(Config config, Collection<String> keys) {
        return keys.stream()
                .map(key -> {
                    ConfigValue value = config.getValue(key);
                    return new EffectiveSetting(
                            key, value.render(ConfigRenderOptions.concise()), Origins.of(value.origin()));
                })
                .toList();
    }

    /** The library begins its messages with the origin, which the problem names itself. */
    private static String withoutOrigin(ConfigException e) {
        String message = e.getMessage().replaceAll("\\s+", " ");
        String origin = e.origin() == null ? "" : e.origin().description() + ": ";
        return message.startsWith(origin) ? message.substring(origin.length()) : message;
    }
}
