package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.clientkit.golden.BootLoader;

/** The end of the writing, with a stand-in for the tools that notes what it is called for. */
class BootLoaderStepTest {
    @TempDir
    Path dir;

    @Test
    void everything_is_written_out_before_and_after_the_unmounting() throws Exception {
        finish("never");

        assertThat(called())
                .containsExactly(
                        "sync -f /mnt/disk",
                        "sync -f /mnt/disk/home",
                        "umount /mnt/disk/home",
                        "umount /mnt/disk",
                        "sync /dev/vda1",
                        "sync /dev/vda2",
                        "sync /dev/vda5",
                        "blockdev --flushbufs /dev/vda1",
                        "blockdev --flushbufs /dev/vda2",
                        "blockdev --flushbufs /dev/vda5",
                        "sync /dev/vda",
                        "blockdev --flushbufs /dev/vda");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync -f /mnt/disk/home", "umount /mnt/disk", "sync /dev/vda2", "sync /dev/vda"})
    void a_write_that_failed_in_the_background_fails_the_step(String failing) throws Exception {
        assertThatThrownBy(() -> finish(failing))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("failed with code 1: Input/output error");

        assertThat(called()).last().isEqualTo(failing);
    }

    private void finish(String failing) throws Exception {
        Path tool = Files.writeString(dir.resolve("tool"), """
                echo "$*" >> %s/called
                if [ "$*" = "%s" ]; then echo 'Input/output error'; exit 1; fi
                """.formatted(dir, failing));
        Clone clone = new Clone(Path.of("/"), "/mnt/disk");
        clone.take(Plans.seedWith(BootLoader.NONE), Plans.seedDisks("vda"));
        new BootLoaderStep(
                        new Tools(List.of("sh", tool.toString()), line -> {}),
                        new TestMachine(List.of(), Optional.empty()),
                        List.of(),
                        line -> {})
                .run(clone);
    }

    private List<String> called() throws IOException {
        return Files.readAllLines(dir.resolve("called"));
    }
}
