package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RehearseCommandTest {
    @TempDir
    private Path dir;

    @Test
    void a_golden_node_on_the_network_is_out_of_its_reach() throws IOException {
        Path config = Files.writeString(dir.resolve("ka.conf"), "");
        List<Exception> refusals = new ArrayList<>();

        int code = new CommandLine(new RehearseCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    refusals.add(e);
                    return 2;
                })
                .execute("--config", config.toString(), "--directory", dir.toString(), "--source", "ka://golden1");

        assertThat(code).isEqualTo(2);
        assertThat(refusals)
                .singleElement()
                .isInstanceOf(UsageException.class)
                .asString()
                .contains("ka://golden1", "reaches no other machine");
    }
}
