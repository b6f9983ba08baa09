package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.job.JobOrder;

class GoldenWithoutTest {
    private static final JobOrder.Raw NO_RAW = new JobOrder.Raw(List.of(), List.of(), List.of(), List.of());

    @TempDir
    private Path dir;

    private static List<String> excluded(Path source, Path... directories) throws IOException {
        JobOrder.Golden golden =
                new JobOrder.Golden(source.toString(), List.of(), List.of("/tmp"), List.of("sdb"), NO_RAW);
        JobOrder.Golden without = GoldenWithout.directories(golden, List.of(directories));
        assertThat(without.source()).isEqualTo(source.toString());
        assertThat(without.excludedDrives()).containsExactly("sdb");
        return without.excludedDirs();
    }

    @Test
    void every_rehearsal_below_the_root_is_left_out() throws IOException {
        assertThat(excluded(Path.of("/"), Path.of("/var/tmp/ka-rehearse-1-a"), Path.of("/var/tmp/ka-rehearse-2-b")))
                .containsExactly("/tmp", "/var/tmp/ka-rehearse-1-a", "/var/tmp/ka-rehearse-2-b");
    }

    @Test
    void those_elsewhere_do_not_matter() throws IOException {
        Path root = dir.toRealPath();
        assertThat(excluded(root.resolve("golden.img"), Path.of("/var/tmp/ka-rehearse-1-a")))
                .containsExactly("/tmp");
    }

    @Test
    void a_root_that_is_a_link_is_followed() throws IOException {
        Path root = Files.createDirectory(dir.toRealPath().resolve("root"));
        Path link = Files.createSymbolicLink(dir.resolve("golden"), root);
        assertThat(excluded(link, root.resolve("scratch/ka-rehearse-1-a")))
                .containsExactly("/tmp", "/scratch/ka-rehearse-1-a");
    }
}
