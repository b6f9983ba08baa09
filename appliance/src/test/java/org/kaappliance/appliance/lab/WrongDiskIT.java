package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Three machines get the wrong disk: one of another serial number than was confirmed, one that no rule names, one that is too small. Each says so by
 * its name, and its disk keeps every byte; the fourth is cloned.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongDiskIT {
    private Path out;
    private Rehearsal rehearsal;

    @BeforeAll
    void rehearse() throws IOException, InterruptedException {
        out = Files.createTempDirectory(Path.of("/var/tmp"), "ka-wrong-disk");
        rehearsal = Rehearsal.run(
                out,
                Duration.ofMinutes(30),
                "--nodes",
                "4",
                "--disk-sizes",
                "2G,1G,1G,256M",
                "--refused",
                "node2,node3,node4",
                "--clone-option",
                "--confirm-disk=node1=node1",
                "--clone-option",
                "--confirm-disk=node2=S1D5NEAG",
                "--clone-option",
                "--confirm-disk=node3=node3",
                "--clone-option",
                "--confirm-disk=node4=node4",
                "--clone-option",
                "--disk=node3:sda=model=Samsung*",
                "--data-mib",
                "20",
                "--patience",
                "60",
                "--timeout",
                "1500");
    }

    @AfterAll
    void remove() throws IOException {
        Rehearsal.remove(out, rehearsal);
    }

    @Test
    void the_machine_with_the_right_disk_is_cloned_and_no_other_disk_was_written() throws IOException {
        assertThat(rehearsal.exitCode()).as(rehearsal.output()).isZero();
        assertThat(rehearsal.machine("node1").path("state").asText()).isEqualTo("VERIFIED");
        for (String node : List.of("node2", "node3", "node4")) {
            assertThat(Files.readString(rehearsal.file(node + ".disk.raw.after")))
                    .as(node)
                    .hasSizeGreaterThan(64)
                    .isEqualTo(Files.readString(rehearsal.file(node + ".disk.raw.before")));
        }
    }

    @Test
    void each_refusal_says_why() throws IOException {
        assertThat(said("node2"))
                .anyMatch(line -> line.contains("is not the confirmed one: serial S1D5NEAG was confirmed")
                        && line.contains("serial node2"));
        assertThat(said("node3")).anyMatch(line -> line.contains("no disk for drive sda by rule model=Samsung*"));
        assertThat(said("node4")).anyMatch(line -> line.startsWith("DESCRIPTION") && line.contains("MiB"));
    }

    private List<String> said(String node) throws IOException {
        List<String> failures = new ArrayList<>();
        JsonNode status = new ObjectMapper()
                .readTree(rehearsal.file(node + ".events.json").toFile());
        for (JsonNode machine : status.path("machines")) {
            for (JsonNode event : machine.path("events")) {
                if (event.path("kind").asText().equals("FAILED")) {
                    failures.add(event.path("text").asText());
                }
            }
        }
        return failures;
    }
}
