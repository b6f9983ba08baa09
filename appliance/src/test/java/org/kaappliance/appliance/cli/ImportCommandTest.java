package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

/** Settings on standard output, what is lost on standard error. */
@Isolated("takes the process's standard streams")
class ImportCommandTest {
    private static final String CONF = "authoritative;\nomapi-port 7911;\n";

    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final InputStream inBefore = System.in;

    @BeforeEach
    void take() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(outBefore);
        System.setErr(errBefore);
        System.setIn(inBefore);
    }

    private static int run(String... arguments) {
        return new CommandLine(new ImportCommand())
                .setExecutionExceptionHandler(new ErrorLines())
                .execute(arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    @Test
    void a_file_is_converted_and_what_is_lost_is_said_with_its_line() throws IOException {
        String file = file("old", CONF);
        assertThat(run("dhcpd.conf", file)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("authoritative = true");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(file + ": line 2: omapi-port 7911")
                .contains("1 not carried over");
    }

    @Test
    void a_hyphen_is_standard_input() {
        System.setIn(new ByteArrayInputStream("prompt=Hello\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(run("pxe.conf", "-")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("prompt = \"Hello\"");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("everything was carried over");
    }

    @Test
    void the_kind_is_told_by_the_name_when_nobody_says_it() throws IOException {
        assertThat(run(file("dhcpd.conf.old", CONF))).isZero();
        assertThat(run(file("my-pxe.conf", "prompt=Hello"))).isZero();
        assertThat(run(file("something", CONF))).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("authoritative = true", "prompt = \"Hello\"");
    }

    @Test
    void a_file_that_is_broken_or_missing_ends_with_one_line_and_nothing_on_standard_output() throws IOException {
        assertThat(run("dhcpd.conf", file("broken", "group {"))).isEqualTo(1);
        assertThat(run("dhcpd.conf", dir.resolve("none").toString())).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("line 1, column 7"))
                .anyMatch(line -> line.contains("no such file"));
    }
}
