package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The whole path by UEFI firmware: a machine fetches Debian's shim and GRUB from the network, is cloned onto a GPT with an EFI system partition,
 * and comes up from its own disk by the shim and GRUB that were cloned.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UefiClonePathIT {
    private static final String NODE = "node1";
    private static final long SECTORS_PER_MIB = 2048;

    private Path out;
    private Rehearsal rehearsal;

    @BeforeAll
    void rehearse() throws IOException, InterruptedException {
        out = Files.createTempDirectory(Path.of("/var/tmp"), "ka-uefi-clone-path");
        rehearsal = Rehearsal.run(
                out, "--nodes", "1", "--firmware", "uefi", "--disk-sizes", "1G", "--data-mib", "8", "--timeout", "600");
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
    void it_came_up_from_its_own_disk_after_fetching_its_menu_again_as_local() throws IOException {
        assertThat(rehearsal.machine(NODE).path("state").asText()).isEqualTo("VERIFIED");
        String console = rehearsal.console(NODE);
        int stage1 = console.indexOf("stage 1 up");
        int local = console.indexOf("Boot from the local disk", stage1);
        int marker = console.indexOf("CLONE-MARK", local);
        assertThat(stage1).as("stage 1").isPositive();
        assertThat(console.indexOf("stage 1 up", stage1 + 1)).as("stage 1 once").isNegative();
        assertThat(local).as("local boot after stage 1").isGreaterThan(stage1);
        assertThat(marker).as("the clone's own marker").isGreaterThan(local);
        assertThat(console.substring(marker))
                .contains("host=" + NODE, "root=/dev/vda3", "swap=/dev/vda2", "esp=/dev/vda1", "firmware=uefi");
        assertThat(Files.readString(rehearsal.file("appliance.log")).split("has /grub/grub.cfg-52:54:00:77:00:01"))
                .as("its menu was fetched twice")
                .hasSizeGreaterThan(2);
    }

    @Test
    void the_firmware_has_a_boot_entry_of_the_clone() throws IOException {
        assertThat(rehearsal.console(NODE)).containsPattern("boot entry debian, order [0-9A-F]{4}(,[0-9A-F]{4})+");
    }

    @Test
    void the_partition_table_is_what_the_description_says() throws Exception {
        JsonNode table = rehearsal.partitionTable(NODE);
        assertThat(table.path("label").asText()).isEqualTo("gpt");
        List<JsonNode> partitions = new ArrayList<>();
        table.path("partitions").forEach(partitions::add);
        assertThat(partitions)
                .extracting(p -> p.path("type").asText().substring(0, 8))
                .containsExactly("C12A7328", "0657FD6D", "0FC63DAF");
        assertThat(partitions.get(0).path("size").asLong()).isEqualTo(64 * SECTORS_PER_MIB);
        assertThat(partitions.get(2).path("name").asText()).isEqualTo("golden root");
        long diskSectors = Files.size(rehearsal.file(NODE + ".disk.raw")) / 512;
        JsonNode root = partitions.get(2);
        assertThat(root.path("start").asLong() + root.path("size").asLong())
                .as("the partition that fills ends at the end of the disk")
                .isBetween(diskSectors - 2 * SECTORS_PER_MIB, diskSectors);
    }

    @Test
    void every_file_system_holds_exactly_what_the_golden_system_has() throws Exception {
        assertThat(rehearsal.differences(NODE)).isEmpty();
    }
}
