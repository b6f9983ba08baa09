package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeUsageTest {
    private static final String FSTAB = """
            /dev/sda1 / ext4 defaults 0 1
            /dev/sda2 /home btrfs subvol=@home 0 0
            /dev/sda2 /srv btrfs subvol=@srv 0 0
            /dev/sda3 swap swap defaults 0 0
            """;

    @TempDir
    private Path golden;

    private void file(String path, int mebibytes) throws IOException {
        Path file = golden.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[mebibytes << 20]);
    }

    private Map<String, Long> measured(List<String> excluded) throws PlanException {
        DiskPlan plan = SeedPlans.plan(SeedPlans.tree("linux 99\nlinux 99\nswap fill"), FSTAB)
                .disks();
        return TreeUsage.measure(new ThisHost(), golden, plan, excluded).volumes().stream()
                .filter(volume -> volume.usedBytes().isPresent())
                .collect(Collectors.toMap(
                        volume -> volume.device().text(),
                        volume -> volume.usedBytes().getAsLong() >> 20));
    }

    @Test
    void every_directory_counts_for_the_file_system_that_it_becomes() throws Exception {
        file("usr/a", 3);
        file("home/b", 5);
        file("srv/c", 7);
        file("tmp[1]/d", 9);

        assertThat(measured(List.of())).isEqualTo(Map.of("sda1", 12L, "sda2", 12L));
        assertThat(measured(List.of("/tmp[1]", "/home"))).isEqualTo(Map.of("sda1", 3L, "sda2", 7L));
    }

    @Test
    void what_cannot_be_measured_is_not_known() throws Exception {
        file("usr/a", 3);

        assertThat(measured(List.of())).isEmpty();
    }
}
