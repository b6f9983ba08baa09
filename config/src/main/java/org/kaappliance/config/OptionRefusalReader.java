package org.kaappliance.config;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the list {@code tftp.refuse-options}. */
final class OptionRefusalReader {
    private static final Set<String> OPTIONS = Set.of("blksize", "timeout", "tsize", "windowsize");

    private final Collection<SettingsProblem> problems;

    OptionRefusalReader(Collection<SettingsProblem> problems) {
        this.problems = problems;
    }

    List<OptionRefusal> read(List<Config> refusals) {
        List<OptionRefusal> result = new ArrayList<>();
        for (Config refusal : refusals) {
            result.add(readOne(refusal, "tftp.refuse-options[" + result.size() + "]."));
        }
        return List.copyOf(result);
    }

    private OptionRefusal readOne(Config refusal, String prefix) {
        SettingsReader reader = new SettingsReader(refusal, prefix, problems);
        List<String> options = reader.list("options", OptionRefusalReader::option);
        Optional<Ipv4Subnet> clients =
                reader.has("clients") ? reader.unless("all", "clients", Ipv4Subnet::parse) : Optional.empty();
        Optional<String> files =
                reader.has("files") ? reader.unless("*", "files", OptionRefusalReader::glob) : Optional.empty();
        UnknownKeys.find(refusal, reader.known(), prefix, problems);
        return new OptionRefusal(new HashSet<>(options), clients, files);
    }

    private static String option(String text) {
        if (!OPTIONS.contains(text)) {
            throw new IllegalArgumentException("is one of blksize, timeout, tsize, windowsize, found \"" + text + '"');
        }
        return text;
    }

    /** Many stars would make matching a hostile name slow. */
    private static String glob(String text) {
        if (text.isEmpty()
                || text.length() > 127
                || text.chars().filter(c -> c == '*').count() > 3) {
            throw new IllegalArgumentException(
                    "expected a file name of 1 to 127 characters with at most three *, found \"" + text + '"');
        }
        return text;
    }
}
