package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The disk of one machine becomes that of another as it is (clone --image), which comes up from it. */
@Tag("distributions")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageCloneIT {
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private Path work;
    private Rehearsal first;
    private Rehearsal copied;

    @BeforeAll
    void rehearse() throws IOException, InterruptedException {
        work = Files.createTempDirectory(Path.of("/var/tmp"), "ka-image-clone");
        first = run("first");
        copied = run(
                "copied",
                "--golden",
                first.file("golden").toString(),
                "--image",
                first.file("node1.disk.raw").toString());
    }

    private Rehearsal run(String name, String... options) throws IOException, InterruptedException {
        Path out = Files.createDirectory(work.resolve(name));
        return Rehearsal.run(
                out,
                LIMIT,
                Stream.concat(
                                Stream.of(
                                        "--nodes", "1", "--disk-sizes", "2G", "--patience", "60", "--timeout", "1800"),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    @AfterAll
    void remove() throws IOException {
        if (copied == null || copied.exitCode() != 0) {
            System.out.println("kept for a look: " + work);
            return;
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void the_machine_is_verified_and_nothing_is_missing() throws IOException {
        assertThat(copied.exitCode()).as(copied.output()).isZero();
        assertThat(copied.machine("node1").path("state").asText()).isEqualTo("VERIFIED");
    }

    @Test
    void it_came_up_from_the_disk_that_was_copied() throws IOException {
        String console = copied.console("node1");
        int stage1 = console.indexOf("stage 1 up");
        assertThat(stage1).isPositive();
        assertThat(console.substring(stage1)).contains("copied, ", "verified").contains("CLONE-MARK");
    }

    @Test
    void its_files_are_those_of_the_golden_system() throws Exception {
        assertThat(copied.differences("node1")).isEmpty();
    }
}
