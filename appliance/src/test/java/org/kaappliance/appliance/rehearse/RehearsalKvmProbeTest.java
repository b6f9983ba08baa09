package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RehearsalKvmProbeTest {
    private static final Path KERNEL = Path.of("/nowhere/vmlinuz");

    @TempDir
    private Path dir;

    private final Running running = new Running(line -> {});

    @Test
    void a_stopped_rehearsal_ends_the_guest_that_hangs() throws Exception {
        Path begun = dir.resolve("begun");
        HostProgram.run("mkfifo", begun.toString());
        CompletableFuture<KvmProbe.Answer> answer = tried(command ->
                List.of("sh", "-c", "echo $$ > \"$1\"; exec tail -f /dev/null", command.get(0), begun.toString()));
        long guest = Long.parseLong(Files.readString(begun).strip());

        running.close();

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the rehearsal was stopped");
        ProcessHandle.of(guest)
                .ifPresent(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void what_qemu_says_is_the_reason_for_emulation() throws Exception {
        KvmProbe.Answer answer = tried(command -> List.of("sh", "-c", "echo no permission; exit 1"))
                .get();
        assertThat(answer.accelerator()).isEqualTo(Accelerator.TCG);
        assertThat(answer.why()).contains("KVM does not carry out an ordinary guest (no permission)");
    }

    private CompletableFuture<KvmProbe.Answer> tried(UnaryOperator<List<String>> guest) {
        CompletableFuture<KvmProbe.Answer> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(new KvmProbe(guest, running).tried(KERNEL, dir));
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        });
        thread.start();
        return answer;
    }
}
