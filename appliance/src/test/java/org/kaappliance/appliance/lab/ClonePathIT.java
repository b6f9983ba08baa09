package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The whole path on real firmware: three machines with different disks are armed, one of them loses power in the middle of
 * the stream, the other two are cloned and come up from their own disks, and a fourth that nobody knows is left alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClonePathIT {
    private static final long SECTORS_PER_MIB = 2048;
    private static final List<String> CLONED = List.of("node1", "node2");

    private Path out;
    private Rehearsal rehearsal;

    @BeforeAll
    void rehearse() throws IOException, InterruptedException {
        out = Files.createTempDirectory(Path.of("/var/tmp"), "ka-clone-path");
        rehearsal = Rehearsal.run(
                out,
                "--nodes",
                "3",
                "--unknown",
                "1",
                "--power-off",
                "node3@40",
                "--disk-sizes",
                "2G,3G,2G,2G",
                "--data-mib",
                "40",
                "--max-rate",
                "5MiB");
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
    void both_surviving_machines_are_verified_in_the_store() throws IOException {
        for (String name : CLONED) {
            assertThat(rehearsal.machine(name).path("state").asText()).isEqualTo("VERIFIED");
        }
    }

    @Test
    void each_came_up_from_its_own_disk_after_fetching_its_menu_again_as_local() throws IOException {
        for (String name : CLONED) {
            String console = rehearsal.console(name);
            int stage1 = console.indexOf("stage 1 up");
            int local = console.indexOf("Booting from local disk", stage1);
            int marker = console.indexOf("CLONE-MARK", local);
            assertThat(stage1).as("stage 1 on " + name).isPositive();
            assertThat(local).as("local boot after stage 1 on " + name).isGreaterThan(stage1);
            assertThat(marker).as("the clone's own marker on " + name).isGreaterThan(local);
            assertThat(console.substring(marker)).contains("host=" + name, "root=/dev/vda2", "home=/dev/vda5");
        }
    }

    @Test
    void each_partition_table_is_what_the_description_says_on_a_disk_of_its_own_size() throws Exception {
        for (String name : CLONED) {
            JsonNode table = rehearsal.partitionTable(name);
            long diskSectors = Files.size(rehearsal.file(name + ".disk.raw")) / 512;
            assertThat(table.path("label").asText()).isEqualTo("dos");
            List<JsonNode> partitions = new ArrayList<>();
            table.path("partitions").forEach(partitions::add);
            assertThat(partitions).extracting(p -> p.path("type").asText()).containsExactly("82", "83", "5", "83");
            assertThat(partitions)
                    .extracting(p -> p.path("node").asText().replaceAll(".*raw", ""))
                    .containsExactly("1", "2", "3", "5");
            List<long[]> described = describedMebibytes();
            assertThat(partitions.get(0).path("size").asLong())
                    .isEqualTo(described.get(0)[0] * SECTORS_PER_MIB);
            assertThat(partitions.get(1).path("size").asLong())
                    .isEqualTo(described.get(1)[0] * SECTORS_PER_MIB);
            JsonNode home = partitions.get(3);
            assertThat(home.path("start").asLong() + home.path("size").asLong())
                    .as("the partition that fills ends at the end of the disk of " + name)
                    .isBetween(diskSectors - SECTORS_PER_MIB, diskSectors);
        }
    }

    /** The sizes of the two first lines of the description: swap and root. */
    private List<long[]> describedMebibytes() throws IOException {
        return Files.readAllLines(rehearsal.file("golden/root/desc")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .limit(2)
                .map(line -> new long[] {Long.parseLong(line.trim().split("\\s+")[1])})
                .toList();
    }

    @Test
    void every_file_system_holds_exactly_what_the_golden_system_has() throws Exception {
        for (String name : CLONED) {
            assertThat(rehearsal.differences(name)).as(name).isEmpty();
        }
    }

    @Test
    void the_machine_that_lost_power_is_named_and_not_switched_to_its_half_written_disk() throws IOException {
        JsonNode lost = rehearsal.machine("node3");
        assertThat(lost.path("state").asText()).isEqualTo("PARKED");
        assertThat(rehearsal.result().path("cloneExit").asInt()).isEqualTo(1);
        assertThat(rehearsal.result().path("powerOff").path("percent").asInt()).isBetween(40, 95);
    }

    @Test
    void the_unknown_machine_was_left_alone_and_its_disk_is_empty() throws IOException {
        assertThat(rehearsal.machine("unknown1").path("state").asText()).isEqualTo("UNKNOWN");
        assertThat(rehearsal.console("unknown1")).doesNotContain("stage 1 up").contains("Booting from local disk");
        try (InputStream disk = Files.newInputStream(rehearsal.file("unknown1.disk.raw"))) {
            byte[] buffer = new byte[1 << 20];
            byte[] zeros = new byte[buffer.length];
            for (int count = disk.read(buffer); count > 0; count = disk.read(buffer)) {
                assertThat(Arrays.mismatch(buffer, 0, count, zeros, 0, count)).isEqualTo(-1);
            }
        }
    }
}
