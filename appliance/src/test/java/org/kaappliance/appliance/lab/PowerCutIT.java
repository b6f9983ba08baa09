package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One machine loses its power in the middle of every step of its cloning, one after another, and is switched on again each time: it never boots a disk
 * that is half written, and in the end it is cloned, loses its power once more behind its last word, and comes up from its own disk.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PowerCutIT {
    private static final List<String> HALF_WRITTEN =
            List.of("STAGE2", "PARTITION", "FORMAT", "RECEIVE", "VERIFY", "FINISH", "BOOTLOADER", "CHECK");

    private Path out;
    private Rehearsal rehearsal;

    @BeforeAll
    void rehearse() throws IOException, InterruptedException {
        out = Files.createTempDirectory(Path.of("/var/tmp"), "ka-power-cut");
        rehearsal = Rehearsal.run(
                out,
                Duration.ofMinutes(50),
                "--nodes",
                "1",
                "--cuts",
                "node1@" + String.join(",", HALF_WRITTEN) + ",DONE",
                "--data-mib",
                "20",
                "--max-rate",
                "5MiB",
                "--patience",
                "60",
                "--timeout",
                "2700");
    }

    @AfterAll
    void remove() throws IOException {
        Rehearsal.remove(out, rehearsal);
    }

    @Test
    void it_is_cloned_in_the_end_and_its_disk_is_that_of_the_golden_system() throws Exception {
        assertThat(rehearsal.exitCode()).as(rehearsal.output()).isZero();
        assertThat(rehearsal.machine("node1").path("state").asText()).isEqualTo("VERIFIED");
        assertThat(rehearsal.machine("node1").path("role").asText()).isEqualTo("cut");
        assertThat(rehearsal.result().path("cloneExit").asInt()).isZero();
        assertThat(rehearsal.differences("node1")).isEmpty();
    }

    @Test
    void each_cut_was_in_the_middle_of_its_step() throws IOException {
        assertThat(Files.readAllLines(rehearsal.file("cuts")))
                .containsExactlyElementsOf(Stream.concat(HALF_WRITTEN.stream(), Stream.of("DONE"))
                        .map(step -> "node1 " + step + " in")
                        .toList());
    }

    @Test
    void a_disk_that_is_half_written_is_never_booted() throws IOException {
        for (String step : HALF_WRITTEN) {
            assertThat(consoleUntil(step))
                    .as("until the cut in " + step)
                    .contains("stage 1 up")
                    .doesNotContain("Booting from local disk", "CLONE-MARK", "GRUB");
        }
        assertThat(consoleUntil("DONE"))
                .as("the try behind the last cut")
                .contains("stage 1 up", "done, rebooting")
                .doesNotContain("Booting from local disk", "CLONE-MARK");
    }

    @Test
    void power_lost_behind_the_last_word_costs_nothing() throws IOException {
        assertThat(rehearsal.console("node1"))
                .contains("Booting from local disk", "CLONE-MARK")
                .doesNotContain("stage 1 up");
    }

    private String consoleUntil(String step) throws IOException {
        return Files.readString(
                rehearsal.file("node1.serial.log." + step), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
