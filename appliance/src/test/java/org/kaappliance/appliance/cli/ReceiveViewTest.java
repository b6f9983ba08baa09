package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
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
