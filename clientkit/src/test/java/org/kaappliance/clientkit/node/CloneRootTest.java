package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run inside a tree, with this host's busybox as all that is there. Needs root. */
@Timeout(60)
class CloneRootTest {
    @TempDir
    Path dir;

    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private CloneRoot inside;

    @BeforeEach
    void build() throws Exception {
        Shell.run(
                dir,
                "mkdir -p bin etc; cp $(command -v busybox) bin/; for a in sh ls cat sleep env ps; do ln -s busybox bin/$a; done");
        inside = new CloneRoot(new Tools(List.of(), line -> {}), dir.toString(), output::add);
    }

    @Test
    void a_program_sees_the_clone_as_its_root_and_this_machines_devices() throws Exception {
        inside.run(List.of(
                "sh",
                "-c",
                "ls /bin/busybox; ls /dev/null; ls -d /sys/block; [ ! -e /usr/share ] && echo alone; echo x > /tmp/x"));

        assertThat(output).containsExactly("sh: /bin/busybox", "sh: /dev/null", "sh: /sys/block", "sh: alone");
        assertThat(dir.resolve("tmp")).isEmptyDirectory();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(dir.toString());
    }

    @Test
    void its_environment_is_what_is_given_and_nothing_of_this_program() throws Exception {
        inside.run("hook", Map.of("KA_NAME", "node 1", "KA_MAC", "m"), List.of("env"), Duration.ofSeconds(20));

        assertThat(output)
                .contains("hook: KA_NAME=node 1", "hook: KA_MAC=m", "hook: HOME=/root", "hook: LC_ALL=C")
                .noneMatch(line -> line.contains("JAVA") || line.contains("USER="));
    }

    @Test
    void a_daemon_that_it_leaves_behind_ends_with_it() throws Exception {
        inside.run(List.of("sh", "-c", "sleep 1000 & echo started"));

        assertThat(output).containsExactly("sh: started");
        assertThat(running("sleep\0" + "1000\0")).isFalse();
    }

    @Test
    void one_that_takes_too_long_is_killed_with_all_that_it_started() throws Exception {
        assertThatThrownBy(() -> inside.run(
                        "hook 10-slow",
                        Map.of(),
                        List.of("sh", "-c", "sleep 2000 & sleep 2000"),
                        Duration.ofSeconds(2)))
                .isInstanceOf(IOException.class)
                .hasMessage("hook 10-slow did not end within 2 s");
        for (int i = 0; i < 100 && running("sleep\0" + "2000\0"); i++) {
            Shell.run(dir, "sleep 0.1");
        }
        assertThat(running("sleep\0" + "2000\0")).isFalse();
    }

    @Test
    void its_failure_is_told_with_its_last_words() {
        assertThatThrownBy(() -> inside.run(List.of("sh", "-c", "echo no such thing; exit 7")))
                .hasMessage("sh failed with code 7: no such thing");
        assertThatThrownBy(() -> inside.run(List.of("ssh-keygen")))
                .hasMessageContaining("ssh-keygen failed with code 127");
    }

    private static boolean running(String commandLine) throws IOException {
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                try {
                    if (Files.readString(process.resolve("cmdline")).equals(commandLine)) {
                        return true;
                    }
                } catch (IOException e) {
                    continue; // it has ended just now
                }
            }
        }
        return false;
    }
}
