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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;

/** A machine that is given up writes nothing more. */
@Timeout(60)
class CloningTest {
    private static final Ending STAY = new Ending.Stay("parked", Duration.ZERO);
    /** Says its number and that of a child, and goes on for long; a polite word does not end it. */
    private static final List<String> WRITER =
            List.of("bash", "-c", "trap '' TERM; sleep 1000 & echo $$ $!; while true; do wait; done");

    @TempDir
    Path dir;

    private final TestReports reports = new TestReports();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final RunningTools running = new RunningTools();
    private final Tools tools = new Tools(List.of(), said::add, running);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final BlockingQueue<Boolean> cloned = new LinkedBlockingQueue<>();

    @Test
    void the_running_tool_is_ended_with_its_children_and_no_further_step_begins() throws Exception {
        Cloning cloning = begin(Duration.ofSeconds(30), step(NodeStep.FORMAT, () -> tools.run(WRITER)));
        List<String> numbers = List.of(said.take().replace("bash: ", "").split(" "));

        cloning.giveUp(STAY);

        assertThat(cloning.await()).isEqualTo(STAY);
        assertThat(numbers).hasSize(2).noneMatch(CloningTest::isAtWork);
        assertThat(cloned.take()).isFalse();
        assertThat(reports.said).containsExactly("step FORMAT");
        assertThat(dir.resolve("written")).doesNotExist();
    }

    @Test
    void a_step_that_waits_for_something_else_is_interrupted() throws Exception {
        Cloning cloning = begin(Duration.ofSeconds(30), step(NodeStep.STAGE2, letGo::await));

        cloning.giveUp(STAY);

        assertThat(cloning.await()).isEqualTo(STAY);
        assertThat(dir.resolve("written")).doesNotExist();
    }

    @Test
    void a_tool_that_feeds_this_program_is_ended() throws Exception {
        Cloning cloning = begin(Duration.ofSeconds(30), step(NodeStep.VERIFY, () -> {
            Tools.Piped piped = tools.pipe(List.of("sleep", "1000"));
            said.add("reads");
            piped.output().read();
            throw new IOException("the disk cannot be read back");
        }));
        said.take();

        cloning.giveUp(STAY);

        assertThat(cloning.await()).isEqualTo(STAY);
        assertThat(log).containsExactly("ended at VERIFY: the disk cannot be read back");
    }

    @Test
    void once_the_tools_are_ended_none_is_started() throws Exception {
        assertThat(running.end(Duration.ofSeconds(1))).isTrue();

        assertThatThrownBy(() -> tools.run(List.of("true"))).hasMessage("the tools have been ended");
    }

    @Test
    void what_cannot_be_ended_restarts_the_machine_in_place_of_staying() throws Exception {
        Cloning cloning = begin(Duration.ofMillis(200), step(NodeStep.FORMAT, () -> {
            said.add("hangs");
            boolean waits = true;
            while (waits) {
                try {
                    letGo.await();
                    waits = false;
                } catch (InterruptedException e) {
                    said.add("was interrupted");
                }
            }
        }));
        said.take();

        cloning.giveUp(STAY);

        assertThat(cloning.await()).isEqualTo(new Ending.Again());
        assertThat(log).containsExactly("what was under way cannot be ended within 0 s: this machine starts again");
        letGo.countDown();
        assertThat(cloned.take()).isFalse();
        assertThat(dir.resolve("written")).doesNotExist();
    }

    @Test
    void an_error_is_said_as_failed_and_does_not_hang_the_machine() throws Exception {
        Cloning cloning = begin(Duration.ofSeconds(30), step(NodeStep.MOUNT, () -> {
            throw new NoClassDefFoundError("org/example/Gone");
        }));

        assertThatThrownBy(cloning::await)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(reports.said)
                .last()
                .asString()
                .startsWith("failed MOUNT: bug in the node program: java.lang.NoClassDefFoundError: org/example/Gone");
    }

    @Test
    void an_error_while_the_failure_is_said_does_not_hang_the_machine_either() throws Exception {
        Reports broken = new Reports() {
            @Override
            public void step(NodeStep step, String detail) {}

            @Override
            public Verdict done() {
                return Verdict.accepted();
            }

            @Override
            public void failed(NodeStep step, String reason) {
                throw new OutOfMemoryError("made up");
            }
        };
        Cloning cloning = new Cloning(running, Duration.ofSeconds(30), log::add);
        Step failing = step(NodeStep.MOUNT, () -> {
            throw new IOException("no disk");
        });

        cloning.start(() -> ending(new NodeSequence(List.of(failing), broken, log::add, cloning::isOver)));

        assertThatThrownBy(cloning::await).hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void a_clone_that_is_ready_ends_as_cloned() throws Exception {
        Cloning cloning = begin(Duration.ofSeconds(30), step(NodeStep.FORMAT, () -> tools.run(List.of("true"))));

        assertThat(cloning.await()).isEqualTo(new Ending.Cloned());
        assertThat(dir.resolve("written")).exists();
    }

    /** The given step, and one behind it that writes. */
    private Cloning begin(Duration limit, Step first) {
        Step second = step(NodeStep.RECEIVE, () -> Files.createFile(dir.resolve("written")));
        Cloning cloning = new Cloning(running, limit, log::add);
        NodeSequence sequence = new NodeSequence(List.of(first, second), reports, log::add, cloning::isOver);
        cloning.start(() -> ending(sequence));
        return cloning;
    }

    private Ending ending(NodeSequence sequence) throws InterruptedException {
        boolean isCloned = false;
        try {
            isCloned = sequence.run(new Clone(Path.of("/"), "/mnt/disk"));
        } finally {
            cloned.add(isCloned);
        }
        return isCloned ? new Ending.Cloned() : new Ending.Again();
    }

    private static boolean isAtWork(String number) {
        try {
            return !Files.readString(Path.of("/proc", number, "stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private static Step step(NodeStep name, Work work) {
        return new Step() {
            @Override
            public NodeStep name() {
                return name;
            }

            @Override
            public String run(Clone clone) throws IOException, InterruptedException {
                work.run();
                return "did " + name;
            }
        };
    }

    /** What a step does. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
