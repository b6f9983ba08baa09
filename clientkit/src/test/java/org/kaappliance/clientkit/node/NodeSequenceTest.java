package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;

class NodeSequenceTest {
    private final TestReports reports = new TestReports();
    private final List<String> log = new ArrayList<>();
    private int stepsUntilOver = -1;

    @Test
    void done_is_said_after_the_last_step() throws Exception {
        assertThat(run(step(NodeStep.PARTITION, ""), step(NodeStep.FORMAT, ""))).isTrue();

        assertThat(reports.said).containsExactly("step PARTITION", "step FORMAT", "done");
        assertThat(log).containsExactly("did PARTITION", "did FORMAT");
    }

    @Test
    void a_step_that_fails_ends_the_sequence_without_done() throws Exception {
        assertThat(run(step(NodeStep.PARTITION, "no disk"), step(NodeStep.FORMAT, "")))
                .isFalse();

        assertThat(reports.said).containsExactly("step PARTITION", "failed PARTITION: no disk");
        assertThat(log).containsExactly("FAILED PARTITION: no disk");
    }

    @Test
    void when_the_work_is_over_no_step_begins_and_nothing_is_said() throws Exception {
        stepsUntilOver = 1;

        assertThat(run(step(NodeStep.PARTITION, ""), step(NodeStep.FORMAT, ""))).isFalse();

        assertThat(reports.said).containsExactly("step PARTITION");
        assertThat(log).containsExactly("did PARTITION", "ended at FORMAT: not begun");
    }

    @Test
    void a_step_that_fails_since_the_work_is_over_is_not_a_failure() throws Exception {
        stepsUntilOver = 1;

        assertThat(run(step(NodeStep.PARTITION, "sfdisk failed with code 137"))).isFalse();

        assertThat(reports.said).containsExactly("step PARTITION");
    }

    @Test
    void a_refused_done_is_a_failure() throws Exception {
        reports.doneVerdict = Verdict.refused("parked");

        assertThat(run(step(NodeStep.BOOTLOADER, ""))).isFalse();

        assertThat(reports.said).endsWith("done", "failed BOOTLOADER: the appliance refused: parked");
    }

    @Test
    void a_bug_is_a_failure_that_is_told_as_a_bug() throws Exception {
        Step buggy = new TestStep(NodeStep.MOUNT, "") {
            @Override
            public String run(Clone clone) {
                throw new IllegalStateException("oops");
            }
        };

        assertThat(run(buggy)).isFalse();

        assertThat(reports.said)
                .last()
                .asString()
                .startsWith("failed MOUNT: bug in the node program: java.lang.IllegalStateException: oops");
    }

    @Test
    void the_console_says_seconds_since_the_kernel_started() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new NodeConsole(new PrintStream(out, true, StandardCharsets.UTF_8), () -> 7.123).line("tar: odd\u001b[2J");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("KA 7.1 tar: odd\\x1b[2J\n");
    }

    private boolean run(Step... steps) throws InterruptedException {
        return new NodeSequence(List.of(steps), reports, log::add, () -> reports.said.size() == stepsUntilOver)
                .run(new Clone(Path.of("/"), "/mnt/disk"));
    }

    private static Step step(NodeStep name, String failure) {
        return new TestStep(name, failure);
    }

    private static class TestStep implements Step {
        private final NodeStep name;
        private final String failure;

        TestStep(NodeStep name, String failure) {
            this.name = name;
            this.failure = failure;
        }

        @Override
        public NodeStep name() {
            return name;
        }

        @Override
        public String run(Clone clone) throws IOException {
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            return "did " + name;
        }
    }
}
