package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A golden system that is described on {@code sda}, cloned in one job onto a virtio disk that is larger, an NVMe disk, and a SATA disk that is smaller
 * and fits; a fourth disk on which it does not fit is refused before the first write.
 */
@Tag("distributions")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherDisksIT {
    private static final Map<String, String> FIRST_PARTITION =
            Map.of("node1", "/dev/vda", "node2", "/dev/nvme0n1p", "node3", "/dev/sda");
    private static final String REFUSED = "node4";

    private Path out;
    private Rehearsal rehearsal;

    @BeforeAll
    void rehearse() throws IOException, InterruptedException {
        out = Files.createTempDirectory(Path.of("/var/tmp"), "ka-other-disks");
        rehearsal = Rehearsal.run(
                out,
                Duration.ofMinutes(45),
                "--nodes",
                "4",
                "--disks",
                "virtio,nvme,sata,virtio",
                "--disk-sizes",
                "3G,2G,480M,100M",
                "--too-small",
                REFUSED,
                "--data-mib",
                "20",
                "--patience",
                "60",
                "--timeout",
                "2400");
    }

    @AfterAll
    void remove() throws IOException {
        Rehearsal.remove(out, rehearsal);
    }

    @Test
    void the_rehearsal_itself_finds_nothing_missing() {
        assertThat(rehearsal.exitCode()).as(rehearsal.output()).isZero();
    }

    @Test
    void each_came_up_from_its_own_kind_of_disk() throws IOException {
        for (Map.Entry<String, String> node : FIRST_PARTITION.entrySet()) {
            String console = rehearsal.console(node.getKey());
            assertThat(console.substring(console.indexOf("CLONE-MARK")))
                    .contains(
                            "host=" + node.getKey(), "root=" + node.getValue() + "2", "home=" + node.getValue() + "5");
        }
    }

    @Test
    void every_file_system_holds_exactly_what_the_golden_system_has() throws Exception {
        for (String node : List.copyOf(FIRST_PARTITION.keySet())) {
            assertThat(rehearsal.differences(node)).as(node).isEmpty();
        }
    }

    @Test
    void the_disk_that_is_too_small_is_refused_with_both_sizes_and_stays_empty() throws IOException {
        assertThat(rehearsal.machine(REFUSED).path("role").asText()).isEqualTo("refused");
        assertThat(rehearsal.machine(REFUSED).path("ok").asBoolean()).isTrue();
        assertThat(rehearsal.console(REFUSED)).containsPattern("FAILED DESCRIPTION: .*\\d+ MiB.*\\d+ MiB");
    }
}
