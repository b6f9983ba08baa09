package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceConfTest {

    @Test
    void every_key_of_the_manual_is_read_and_every_key_that_is_read_stands_there() throws SettingsException {
        // an unread key would be an unknown key, a key without default would be missing: both fail the load
        List<EffectiveSetting> effective =
                SettingsLoader.load(Optional.empty(), Map.of()).effective();
        assertThat(effective).hasSizeGreaterThan(40).allMatch(s -> s.origin().equals("default"));
    }

    @Test
    void every_key_of_the_manual_has_a_comment() throws IOException {
        String before = "";
        for (String line : manual().lines().toList()) {
            if (line.matches("\\s*[a-z][a-z0-9-]* = .*")) {
                assertThat(before).as("the line before %s", line).startsWith("#");
            }
            before = line.trim();
        }
    }

    private static String manual() throws IOException {
        try (InputStream in = ReferenceConfTest.class.getResourceAsStream("/reference.conf")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
