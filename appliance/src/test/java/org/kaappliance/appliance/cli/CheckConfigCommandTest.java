package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine;

class CheckConfigCommandTest {
    @TempDir
    private Path directory;

    @Test
    void dhcp_options_that_are_wrong_are_all_named_with_their_lines_without_an_interface() throws IOException {
        Path file = Files.writeString(
                directory.resolve("ka.conf"),
                "dhcp.options {\n  ntp-servrs = 10.0.1.1\n  \"200\" = 5\n  pxelinux.reboottime = soon\n}\n");
        CheckConfigCommand command = new CheckConfigCommand();
        new CommandLine(command).parseArgs("--config", file.toString());
        SettingsException problems = catchThrowableOfType(SettingsException.class, command::call);
        assertThat(problems.getMessage().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("ka.conf:2: dhcp.options.ntp-servrs: no such option, did you mean"))
                .anyMatch(line -> line.contains("ka.conf:3: dhcp.options.200: option 200 has no known type"))
                .anyMatch(
                        line -> line.contains("ka.conf:4: dhcp.options.pxelinux.reboottime: expected a whole number"));
    }
}
