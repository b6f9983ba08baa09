package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RehearsalReportTest {
    private static final Findings UP = new Findings(
            seconds(60),
            seconds(75),
            new DiskUse(143 << 20, 9 << 20),
            seconds(90),
            "10.77.0.101",
            seconds(99),
            "vm1 login:",
            Optional.empty());
    private static final Findings SILENT = new Findings(
            seconds(61),
            seconds(76),
            new DiskUse(20 << 20, 0),
            Optional.empty(),
            "",
            Optional.empty(),
            "",
            Optional.empty());

    private static Optional<Duration> seconds(int seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private static RehearsalReport report(Findings second, Optional<Integer> cloneExit, Expectation expectation) {
        return new RehearsalReport(
                List.of(
                        new RehearsalReport.Row(new MachineName(1), UP, Optional.of(Path.of("/w/vm1.png"))),
                        new RehearsalReport.Row(new MachineName(2), second, Optional.empty())),
                expectation,
                cloneExit,
                cloneExit.isPresent() ? "job 1: over" : "",
                Duration.ofSeconds(140),
                Path.of("/w"));
    }

    @Test
    void all_up_is_a_success() {
        RehearsalReport report = report(UP, Optional.of(0), Expectation.UP);
        assertThat(report.isSuccess()).isTrue();
        assertThat(report.lines())
                .contains("OK: 2 machines in 140 s; consoles, pictures and logs: /w")
                .anySatisfy(line -> assertThat(line)
                        .matches("vm1 +60 s +75 s, 143 MiB read +90 s, 10.77.0.101 +99 s, vm1 login: +vm1.png"));
    }

    @Test
    void one_silent_machine_fails_it_by_name() {
        RehearsalReport report = report(SILENT, Optional.of(0), Expectation.UP);
        assertThat(report.isSuccess()).isFalse();
        assertThat(report.lines())
                .anySatisfy(line -> assertThat(line).matches("vm2 +61 s +76 s, 20 MiB read +no +no +-"))
                .anySatisfy(line -> assertThat(line).startsWith("vm2: started from its own disk, but neither"))
                .contains("FAILED: 2 machines in 140 s; consoles, pictures and logs: /w");
        assertThat(report(SILENT, Optional.of(0), Expectation.DISK).isSuccess()).isTrue();
    }

    @Test
    void a_job_that_failed_or_did_not_end_fails_it() {
        assertThat(report(UP, Optional.of(1), Expectation.UP).isSuccess()).isFalse();
        assertThat(report(UP, Optional.of(1), Expectation.UP).lines())
                .contains("the clone job did not end well: job 1: over");
        assertThat(report(UP, Optional.empty(), Expectation.UP).lines())
                .contains("the clone job did not end well: it was not over in time");
    }

    @Test
    void programs_get_the_same() {
        Map<String, Object> json =
                report(SILENT, Optional.of(0), Expectation.UP).json();
        assertThat(json)
                .containsEntry("ok", false)
                .containsEntry("expect", "up")
                .containsEntry("seconds", 140L);
        assertThat((List<?>) json.get("machines"))
                .satisfiesExactly(
                        first -> assertThat((Map<?, ?>) first)
                                .hasToString(
                                        "{name=vm1, mac=52:54:00:6b:61:01, strongest=login prompt on the serial console, cloned=60, started=75,"
                                                + " asked=90, prompted=99, address=10.77.0.101, login=vm1 login:, readBytes=149946368,"
                                                + " writtenBytes=9437184, screen=/w/vm1.png}"),
                        second -> assertThat(((Map<?, ?>) second).keySet().toString())
                                .isEqualTo(
                                        "[name, mac, strongest, cloned, started, address, login, readBytes, writtenBytes, failure]"));
    }
}
