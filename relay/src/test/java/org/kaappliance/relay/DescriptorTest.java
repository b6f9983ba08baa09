package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link DescriptorProbe} in a process that may have few descriptors. */
class DescriptorTest {
    @TempDir
    private Path dir;

    @Test
    void a_server_that_ran_out_of_descriptors_takes_connections_again_when_it_has_some() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "ulimit -n 256 && exec " + java + " -cp '" + System.getProperty("java.class.path") + "' "
                + DescriptorProbe.class.getName();
        Path output = dir.resolve("output");
        Process process = new ProcessBuilder("sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean hasEnded = process.waitFor(60, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(hasEnded).as(text).isTrue();
            assertThat(text.lines())
                    .as(text)
                    .contains("control: cannot take connections", "control: refused", "control: refused again");
        } finally {
            process.destroyForcibly();
        }
    }
}
