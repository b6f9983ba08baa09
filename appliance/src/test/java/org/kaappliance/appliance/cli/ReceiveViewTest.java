package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.NodeFigures.Standing;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;

/** What {@code receive} says while it runs and at its end. */
class ReceiveViewTest {
    private static final ReceiveEvent NOTICE = new ReceiveEvent.Notice("no digest: only their number was compared");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ReceiveView view =
            new ReceiveView(ProgressLine.logged(new PrintStream(bytes, true), System::nanoTime));

    private static ReceiveSummary summary(List<String> remarks) {
        ReceiveSpec spec = ReceiveSpec.of("s", Ipv4Subnet.address("10.0.0.7"), "n7");
        return new ReceiveSummary(
                spec, new ReceiveResult(5, "sha256:00", Optional.empty()), remarks, Duration.ofSeconds(1));
    }

    @Test
    void trouble_is_a_line_with_its_reason() {
        view.on(new ReceiveEvent.Standby("it came late"));
        view.on(new ReceiveEvent.Rejoining("connection reset"));
        view.on(NOTICE);
        assertThat(bytes.toString().lines())
                .containsExactly(
                        "no place in the chain for now: it came late",
                        "the connection to the sender broke, trying to come back: connection reset",
                        "no digest: only their number was compared");
    }

    @Test
    void progress_is_bytes_rate_time_left_nodes_by_state_and_what_waits_for_the_disk() {
        AtomicLong nanos = new AtomicLong();
        ReceiveView ticking = new ReceiveView(
                ProgressLine.logged(new PrintStream(bytes, true), () -> nanos.addAndGet(10_000_000_000L)));
        ticking.on(new ReceiveEvent.Progress(1_000_000, 1_000_000));
        ticking.on(new ReceiveEvent.Fleet(
                OptionalLong.of(400_000_000), Map.of(Standing.RECEIVING, 7, Standing.DONE, 2, Standing.LOST, 1)));
        ticking.on(new ReceiveEvent.Progress(100_000_000, 96_000_000));
        ticking.on(new ReceiveEvent.Fleet(OptionalLong.empty(), Map.of(Standing.RECEIVING, 10)));
        ticking.on(new ReceiveEvent.Progress(100_000_000, 100_000_000));
        List<String> lines = bytes.toString().lines().toList();
        assertThat(lines.get(0)).matches("1.00 MB, .*B/s");
        assertThat(lines.get(1))
                .matches("25 % of 400 MB, .*B/s, .* left, 7 receiving 2 done 1 lost, 4.00 MB wait to be written");
        assertThat(lines.get(2)).matches("100 MB, .*B/s, 10 receiving");
    }

    @Test
    void a_notice_is_kept_for_the_summary_even_when_nothing_is_shown() {
        ReceiveView quiet = ReceiveView.quiet();
        quiet.on(NOTICE);
        assertThat(quiet.remarks()).containsExactly("no digest: only their number was compared");
        assertThat(summary(quiet.remarks()).line())
                .isEqualTo("received 5 bytes, sha256:00 (note: no digest: only their number was compared)");
        assertThat(summary(quiet.remarks()).json().path("remarks").get(0).asText())
                .isEqualTo("no digest: only their number was compared");
    }

    @Test
    void a_summary_without_remarks_says_bytes_and_digest() {
        assertThat(summary(List.of()).line()).isEqualTo("received 5 bytes, sha256:00");
        assertThat(summary(List.of()).json().path("remarks")).isEmpty();
    }
}
