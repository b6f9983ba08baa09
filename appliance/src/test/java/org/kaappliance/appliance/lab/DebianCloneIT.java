package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A real Debian 12 whose initramfs knows SATA disks only, cloned onto a machine with a virtio disk and one with an NVMe disk, which come up to multi-user.target
 * as two machines. Needs a mirror of Debian.
 */
@Tag("distributions")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DebianCloneIT {
    private static final List<String> NODES = List.of("node1", "node2");

    private Path work;
    private Path out;
    private Rehearsal rehearsal;

    @BeforeAll
    void rehearse() throws IOException, InterruptedException {
        work = Files.createTempDirectory(Path.of("/var/tmp"), "ka-debian");
        Path golden = work.resolve("golden");
        Process debian = new ProcessBuilder(
                        Rehearsal.script("lab/debian.sh").toString(), golden.toString(), "--initramfs-for", "sata")
                .inheritIO()
                .start();
        assertThat(debian.waitFor()).as("debian.sh").isZero();
        out = Files.createDirectory(work.resolve("out"));
        rehearsal = Rehearsal.run(
                out,
                Duration.ofMinutes(45),
                "--golden",
                golden.toString(),
                "--memory",
                "1024",
                "--disks",
                "virtio,nvme",
                "--disk-sizes",
                "3G,4G",
                "--patience",
                "60",
                "--timeout",
                "2400");
    }

    @AfterAll
    void remove() throws IOException {
        Rehearsal.remove(work, rehearsal);
    }

    @Test
    void both_are_cloned_and_come_up_from_their_own_disks() {
        assertThat(rehearsal.exitCode()).as(rehearsal.output()).isZero();
    }

    @Test
    void the_initramfs_of_each_was_made_anew_for_its_disk() throws IOException {
        assertThat(rehearsal.console("node1")).containsPattern("the initramfs lacks .*virtio_blk");
        assertThat(rehearsal.console("node2")).containsPattern("the initramfs lacks .*nvme");
        for (String node : NODES) {
            assertThat(rehearsal.console(node)).contains("initramfs made by update-initramfs of Debian");
        }
    }

    @Test
    void both_reach_multi_user_target() throws IOException {
        for (String node : NODES) {
            assertThat(marker(node)).containsEntry("target", "active").containsEntry("host", node);
        }
    }

    @Test
    void neither_shares_its_identity_with_the_other_or_with_the_golden_system() throws IOException {
        Map<String, String> first = marker(NODES.get(0));
        Map<String, String> second = marker(NODES.get(1));
        for (String kind : List.of("host", "machine", "ssh", "address")) {
            assertThat(first.get(kind)).as(kind).isNotEmpty().isNotEqualTo(second.get(kind));
        }
        String golden = Files.readString(work.resolve("golden/etc/machine-id")).trim();
        assertThat(List.of(first.get("machine"), second.get("machine"))).doesNotContain(golden);
    }

    /** What the clone said of itself: {@code host=node1 machine=...}. */
    private Map<String, String> marker(String node) throws IOException {
        String console = rehearsal.console(node);
        int at = console.indexOf("CLONE-MARK");
        assertThat(at).as("the marker of " + node).isPositive();
        Map<String, String> values = new HashMap<>();
        for (String word :
                console.substring(at).lines().findFirst().orElseThrow().split(" ")) {
            int eq = word.indexOf('=');
            if (eq > 0) {
                values.put(word.substring(0, eq), word.substring(eq + 1).trim());
            }
        }
        return values;
    }
}
