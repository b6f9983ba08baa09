package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What runs when the appliance asks, and how a machine stays. */
@Timeout(60)
class NodeCommandsTest {
    @TempDir
    private Path dir;

    private NodeCommands commands;

    @BeforeEach
    void prepare() throws Exception {
        program("stage1/usr/bin/cat");
        program("stage2/usr/sbin/sfdisk");
        commands = new NodeCommands(List.of(dir.resolve("stage1/usr/bin")), new ToolRoot(dir.resolve("stage2")));
    }

    private void program(String path) throws Exception {
        Files.createDirectories(dir.resolve(path).getParent());
        Files.createFile(
                dir.resolve(path), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    @Test
    void one_word_is_a_line_for_the_shell_and_several_are_words() throws Exception {
        assertThat(commands.line(List.of("cat /proc/mdstat | head"))).endsWith("sh", "-c", "cat /proc/mdstat | head");
        assertThat(commands.line(List.of("cat", "a b"))).endsWith("exec", "cat", "a b");
        assertThat(commands.line(List.of("/opt/own", "x"))).endsWith("exec", "/opt/own", "x");
    }

    @Test
    void a_program_that_only_stage_2_has_runs_there() throws Exception {
        assertThat(commands.line(List.of("sfdisk", "-l")))
                .endsWith("busybox", "chroot", dir.resolve("stage2").toString(), "/usr/sbin/sfdisk", "-l");
        assertThatThrownBy(() -> commands.line(List.of("mdadm", "-D"))).hasMessageContaining("mdadm in stage 1");
    }

    @Test
    void it_runs_behind_the_cloning_and_goes_first_when_memory_runs_out() throws Exception {
        Process process = commands.start(List.of("cat /proc/self/oom_score_adj; cut -d' ' -f19 /proc/self/stat"));

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("1000", "10");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void a_machine_stays_until_it_is_let_go() throws Exception {
        List<String> said = new ArrayList<>();
        StayInStage1 stay = new StayInStage1(said::add);
        stay.notWanted(); // while it was at work: does not count
        CompletableFuture<Void> over = CompletableFuture.runAsync(() -> await(stay, Duration.ZERO));
        while (!over.isDone()) {
            stay.notWanted();
            Thread.onSpinWait();
        }
        over.join();
        assertThat(said)
                .first()
                .asString()
                .startsWith("stays in stage 1, until")
                .endsWith("the disk is too small");
        assertThat(said).last().isEqualTo("starts again");
    }

    @Test
    void a_machine_stays_no_longer_than_it_was_told() {
        List<String> said = new ArrayList<>();

        await(new StayInStage1(said::add), Duration.ofSeconds(1));

        assertThat(said).contains("has stayed for 1 s");
    }

    private static void await(StayInStage1 stay, Duration limit) {
        try {
            stay.await(new Ending.Stay("the disk is too small", limit));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
