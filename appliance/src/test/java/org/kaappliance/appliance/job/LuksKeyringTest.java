package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.LuksKey;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.Settings.LuksKeyFiles;
import org.kaappliance.pxemenu.Arming;

class LuksKeyringTest {
    private static final MacAddress ONE = MacAddress.parse("52:54:00:77:00:01");

    @TempDir
    private Path dir;

    private Path golden;

    @BeforeEach
    void makeGolden() throws Exception {
        golden = Files.createDirectories(dir.resolve("golden/etc")).getParent();
        Files.writeString(
                golden.resolve("etc/fstab"),
                "/dev/mapper/cr0 / ext4 defaults 0 1\n/dev/sda1 /boot ext4 defaults 0 1\n");
        Files.createDirectories(golden.resolve("boot"));
    }

    private JobOrder order() {
        String desc = """
                drive sda table=dos
                    partition 1 type=linux size=512MiB
                    partition 2 type=linux size=fill
                luks sda2 opened=cr0
                volume sda1 type=ext4 mount=/boot
                volume mapper/cr0 type=ext4 mount=/
                """;
        return new JobOrder(
                new JobOrder.Machines(1, List.of(ONE.toString()), Arming.ONCE),
                new JobOrder.Golden(
                        golden.toString(),
                        List.of(new JobOrder.Drive("sda", desc)),
                        List.of(),
                        List.of(),
                        JobOrder.Raw.NONE),
                new JobOrder.Finish("none", "full"),
                JobOrder.Rounds.AS_SET,
                JobOrder.Disks.BY_CONNECTION);
    }

    private ClonePlan plan(Optional<Path> all, Map<String, Path> containers) throws Exception {
        return new OwnPlanner(
                        OwnSteps.NONE,
                        OwnDisks.NONE,
                        new LuksKeyring(new LuksKeyFiles(all, containers)),
                        Optional.empty())
                .plan(order());
    }

    private Path key(String name, String text, String mode) throws Exception {
        Path file = Files.writeString(dir.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static Optional<LuksKey> keyOf(ClonePlan plan) {
        return plan.disks().layers().stream()
                .filter(LuksContainer.class::isInstance)
                .map(LuksContainer.class::cast)
                .findFirst()
                .orElseThrow()
                .key();
    }

    @Test
    void a_container_gets_the_key_for_all_or_its_own_and_the_node_receives_it() throws Exception {
        Path all = key("all", "open sesame\n", "rw-------");
        Path own = key("own", "just cr0\nsecond line\n", "r--------");

        assertThat(keyOf(plan(Optional.of(all), Map.of()))).contains(new LuksKey("open sesame"));
        ClonePlan plan = plan(Optional.of(all), Map.of("cr0", own));
        assertThat(keyOf(plan)).contains(new LuksKey("just cr0"));
        assertThat(new String(plan.encode("1", List.of(ONE)), StandardCharsets.UTF_8))
                .contains("just cr0");
    }

    @Test
    void the_passphrase_is_shown_to_nobody() throws Exception {
        ClonePlan plan = plan(Optional.of(key("all", "open sesame\n", "rw-------")), Map.of());
        assertThat(plan.summary().toString()).contains("LUKS on").doesNotContain("sesame");
        assertThat(plan.toString()).doesNotContain("sesame");
    }

    @Test
    void without_a_key_the_plan_says_what_to_set() {
        assertThatThrownBy(() -> plan(Optional.empty(), Map.of("other", dir.resolve("x"))))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("/dev/sda2")
                .hasMessageContaining("clone.luks-key = ")
                .hasMessageContaining("clone.luks-keys { cr0 = ");
    }

    @Test
    void a_file_that_others_may_read_is_no_key() throws Exception {
        Path open = key("all", "open sesame\n", "rw-r-----");
        assertThatThrownBy(() -> plan(Optional.of(open), Map.of()))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("clone.luks-key: " + open)
                .hasMessageContaining("chmod 600")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void a_file_that_is_empty_or_not_there_is_named_with_its_setting() throws Exception {
        Path empty = key("empty", "\n", "rw-------");
        assertThatThrownBy(() -> plan(Optional.empty(), Map.of("cr0", empty)))
                .hasMessageContaining("clone.luks-keys.cr0: " + empty)
                .hasMessageContaining("1 to 512 characters");
        assertThatThrownBy(() -> plan(Optional.of(dir.resolve("none")), Map.of()))
                .hasMessageContaining("clone.luks-key: " + dir.resolve("none") + " is not there");
    }
}
