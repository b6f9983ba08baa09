package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryWatchTest {
    @TempDir
    Path proc;

    @BeforeEach
    void memory() throws IOException {
        Files.createDirectory(proc.resolve("self"));
        Files.writeString(proc.resolve("self/status"), "Name:\tjava\nVmPeak:\t  999999 kB\nVmHWM:\t  146432 kB\n");
    }

    @Test
    void the_least_that_was_left_is_kept() throws IOException {
        available(300);
        try (MemoryWatch watch = MemoryWatch.begin(proc)) {
            available(96);
            watch.look();
            available(200);

            assertThat(watch.text()).isEqualTo("memory: 96 of 457 MiB left at least, node program 143 MiB at most");
        }
    }

    @Test
    void a_machine_that_does_not_tell_is_an_error() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 1 kB\n");

        assertThatThrownBy(() -> MemoryWatch.begin(proc)).hasMessage("meminfo has no MemAvailable");
    }

    @Test
    void the_real_proc_is_understood() throws IOException {
        try (MemoryWatch watch = MemoryWatch.begin(Path.of("/proc"))) {
            assertThat(watch.text()).matches("memory: \\d+ of \\d+ MiB left at least, node program \\d+ MiB at most");
        }
    }

    private void available(int mebibytes) throws IOException {
        Files.writeString(
                proc.resolve("meminfo"),
                "MemTotal:  " + 457 * 1024 + " kB\nMemFree: 1 kB\nMemAvailable:  " + mebibytes * 1024 + " kB\n");
    }
}
