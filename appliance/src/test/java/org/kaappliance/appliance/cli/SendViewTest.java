package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.Bottleneck;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.Trust;
import picocli.CommandLine;

/** What {@code send} says while it runs and at its end. */
class SendViewTest {
    private static final Inet4Address ADDRESS = Ipv4Subnet.address("10.0.0.7");
    private static final InterfaceAddress LOOPBACK = new InterfaceAddress("lo", Ipv4Subnet.address("127.0.0.1"), 8);
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final SendView view =
            new SendView(ProgressLine.logged(new PrintStream(bytes, true), System::nanoTime), OptionalLong.empty(), 2);

    private static NodeFigures node(String name, NodeFigures.Standing standing) {
        return new NodeFigures(name, 0, 0, 0, 0, standing, "");
    }

    private static SendEvent.Progress at(long bytes, Optional<Bottleneck> bottleneck) {
        return new SendEvent.Progress(
                List.of(
                        node("node1", NodeFigures.Standing.RECEIVING),
                        node("node2", NodeFigures.Standing.RECEIVING),
                        node("node3", NodeFigures.Standing.DONE)),
                bytes,
                bottleneck);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.00 kB",
        "12345,12.3 kB",
        "999999,1.00 MB",
        "31000000,31.0 MB",
        "112400000,112 MB"
    })
    void an_amount_has_three_digits_and_a_unit(long amount, String text) {
        assertThat(Amounts.bytes(amount)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"7,0:07", "760,12:40", "10920,3:02:00"})
    void a_time_is_minutes_and_seconds_or_hours(long seconds, String text) {
        assertThat(Amounts.time(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void progress_is_bytes_rate_time_left_nodes_by_state_and_what_limits_them() {
        SendProgressText text = new SendProgressText(OptionalLong.of(400_000_000));
        text.of(at(0, Optional.empty()), 0);
        Bottleneck slow = new Bottleneck(Bottleneck.Limit.SINK, "node17", 31_000_000, 112_000_000);
        assertThat(text.of(at(100_000_000, Optional.of(slow)), SECOND))
                .isEqualTo("25 % of 400 MB, 100 MB/s, 0:03 left, 2 receiving 1 done,"
                        + " limited by node17's disk: 31.0 MB/s, without it 112 MB/s");
    }

    @Test
    void without_a_known_size_or_a_known_limit_they_are_left_out() {
        SendProgressText text = new SendProgressText(OptionalLong.empty());
        assertThat(text.of(at(5_000_000, Optional.empty()), SECOND)).isEqualTo("5.00 MB, 0 B/s, 2 receiving 1 done");
        Bottleneck link = new Bottleneck(Bottleneck.Limit.LINK, "node2", 10_000_000, 0);
        assertThat(text.of(at(15_000_000, Optional.of(link)), 2 * SECOND))
                .endsWith("limited by node2's link: 10.0 MB/s");
        Bottleneck source = new Bottleneck(Bottleneck.Limit.SOURCE, "", 10_000_000, 0);
        assertThat(text.of(at(15_000_000, Optional.of(source)), 2 * SECOND))
                .endsWith("limited by the source: 10.0 MB/s");
    }

    @Test
    void the_rate_forgets_what_was_long_ago() {
        RateMeter meter = new RateMeter();
        for (int second = 0; second <= 10; second++) {
            meter.at(second * 100L, second * SECOND);
        }
        assertThat(meter.at(1000, 11 * SECOND)).isBetween(50L, 90L);
        for (int second = 12; second < 40; second++) {
            meter.at(1000, second * SECOND);
        }
        assertThat(meter.at(1000, 40 * SECOND)).isZero();
        assertThat(meter.timeFor(5)).isEmpty();
    }

    @Test
    void each_event_is_a_line_and_what_is_out_of_the_ordinary_is_kept_for_the_summary() {
        view.on(new SendEvent.Joined("node1", ADDRESS));
        view.on(new SendEvent.Refused("node9", ADDRESS, "wrong key"));
        view.on(new SendEvent.Started(List.of("node1", "node2")));
        view.on(new SendEvent.SetAside("node2", "its disk takes 3 MB/s"));
        view.on(new SendEvent.Returned("node2", 512));
        view.on(new SendEvent.Notice("the spool is full"));
        view.on(new SendEvent.NodeLost("node1", "silent for 5 s"));
        view.on(new SendEvent.Repaired(2));
        view.on(new SendEvent.NodeDone("node2"));
        assertThat(bytes.toString().lines())
                .containsExactly(
                        "node1 joined from 10.0.0.7 (1 of 2)",
                        "node9 was refused: wrong key",
                        "sending to node1, node2",
                        "node2 was set aside: its disk takes 3 MB/s",
                        "node2 has a place, from byte 512",
                        "the spool is full",
                        "node1 is lost: silent for 5 s",
                        "the chain is repaired (epoch 2)",
                        "node2 is done");
        assertThat(view.remarks()).hasSize(4).anyMatch(r -> r.contains("3 MB/s"));
    }

    @Test
    void quiet_shows_nothing_and_keeps_the_same() {
        SendView quiet = SendView.quiet(1);
        quiet.on(new SendEvent.Notice("the spool is full"));
        assertThat(quiet.remarks()).containsExactly("the spool is full");
    }

    private static SendSummary summary(int wanted, List<NodeOutcome> nodes, Optional<String> error) {
        SendResult result = new SendResult(2_000_000, Duration.ofSeconds(2), nodes, List.of(), error);
        return new SendSummary(SendSpec.of("s", wanted), result, List.of("a remark"), LOOPBACK);
    }

    private static NodeOutcome complete(String name) {
        return new NodeOutcome(name, ADDRESS, 2_000_000, Optional.empty());
    }

    @Test
    void the_summary_names_who_is_missing_and_why() throws Exception {
        NodeOutcome lost = new NodeOutcome("node2", ADDRESS, 1234, Optional.of("silent for 5 s"));
        SendSummary summary = summary(3, List.of(complete("node1"), lost), Optional.empty());
        assertThat(summary.isComplete()).isFalse();
        assertThat(summary.problem()).contains("1 of 3 nodes miss the stream: node2; 1 of 3 nodes never came");
        assertThat(summary.lines())
                .anyMatch(line -> line.equals("sent 2000000 bytes in 2.000 s, 1.0 MB/s"))
                .anyMatch(line -> line.startsWith("node1") && line.endsWith("complete"))
                .anyMatch(line -> line.startsWith("node2") && line.endsWith("FAILED at byte 1234: silent for 5 s"))
                .contains("note: a remark");
        JsonNode json = summary.json();
        assertThat(json.path("complete").asBoolean()).isFalse();
        assertThat(json.path("neverCame").asInt()).isEqualTo(1);
        assertThat(json.path("remarks").get(0).asText()).isEqualTo("a remark");
        assertThat(StreamSupport.stream(json.path("nodes").spliterator(), false)
                        .map(node ->
                                node.path("state").asText() + " " + node.path("bytes") + " " + node.path("reason")))
                .containsExactly("complete 2000000 null", "failed 1234 \"silent for 5 s\"");
    }

    @Test
    void a_session_is_complete_when_as_many_as_wanted_have_everything() {
        SendSummary summary = summary(1, List.of(complete("node1")), Optional.empty());
        assertThat(summary.isComplete()).isTrue();
        assertThat(summary.problem()).isEmpty();
        assertThat(summary.json().path("error").isNull()).isTrue();
    }

    @Test
    void why_the_session_failed_comes_first() {
        assertThat(summary(2, List.of(), Optional.of("no node came")).problem())
                .contains("no node came; 2 of 2 nodes never came");
    }

    @Test
    void of_a_compressed_stream_progress_and_summary_count_what_is_in_it() {
        SendProgressText text = new SendProgressText(OptionalLong.of(400_000_000));
        text.of(at(0, Optional.empty()), 0);
        Bottleneck slow = new Bottleneck(Bottleneck.Limit.SINK, "node17", 10_000_000, 0);
        assertThat(text.of(at(50_000_000, Optional.of(slow)).withContent(200_000_000), SECOND))
                .startsWith("50 % of 400 MB, 200 MB/s, 0:01 left")
                .endsWith("limited by node17's disk: 40.0 MB/s");
        SendResult result = new SendResult(
                        2_000_000, Duration.ofSeconds(2), List.of(complete("node1")), List.of(), Optional.empty())
                .withContent(6_000_001);
        SendSummary summary = new SendSummary(SendSpec.of("s", 1), result, List.of(), LOOPBACK);
        assertThat(summary.lines()).contains("sent 6000001 bytes in 2.000 s, 3.0 MB/s, carried as 2000000");
        assertThat(summary.json().path("bytes").asLong()).isEqualTo(6_000_001);
        assertThat(summary.json().path("carriedBytes").asLong()).isEqualTo(2_000_000);
        assertThat(summary.json().path("nodes").path(0).path("bytes").asLong()).isEqualTo(6_000_001);
    }

    @Test
    void a_node_that_joins_again_is_counted_once() {
        view.on(new SendEvent.Joined("node1", ADDRESS));
        view.on(new SendEvent.Joined("node1", ADDRESS));
        view.on(new SendEvent.Joined("node3", ADDRESS));
        view.on(new SendEvent.NodeLost("node3", "left"));
        view.on(new SendEvent.Joined("node2", ADDRESS));
        assertThat(bytes.toString().lines())
                .containsExactly(
                        "node1 joined from 10.0.0.7 (1 of 2)",
                        "node3 joined from 10.0.0.7 (2 of 2)",
                        "node3 is lost: left",
                        "node2 joined from 10.0.0.7 (2 of 2)");
    }

    @Test
    void strangers_fill_neither_the_screen_nor_the_remarks() {
        for (int i = 0; i < 2000; i++) {
            view.on(new SendEvent.Refused("always the same", ADDRESS, "wrong key " + i));
            view.on(new SendEvent.Refused("name" + i, ADDRESS, "wrong key"));
            view.on(new SendEvent.Joined("name" + i, ADDRESS));
            view.on(new SendEvent.NodeLost("name" + i, "left"));
        }
        assertThat(bytes.toString().lines()).hasSizeLessThan(1000);
        assertThat(view.remarks())
                .hasSizeLessThan(300)
                .filteredOn(remark -> remark.contains("always the same"))
                .hasSize(1);
    }

    @Test
    void what_was_held_back_is_counted() {
        CrowdLines lines = new CrowdLines();
        Instant now = Instant.EPOCH;
        assertThat(lines.pass("n", "refused", "n was refused: x", now)).contains("n was refused: x");
        assertThat(lines.pass("n", "refused", "n was refused: y", now)).isEmpty();
        assertThat(lines.pass("n", "refused", "n was refused: z", now.plusSeconds(61)))
                .contains("n was refused: z (and 1 times before)");
    }

    @Test
    void what_cannot_be_read_again_is_kept_in_a_spool_unless_told_otherwise() {
        assertThat(keep("-s", "s", "-n", "1").spool().orElseThrow().directory())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(keep("-s", "s", "-n", "1", "--spool", "/var/spool")
                        .spool()
                        .orElseThrow()
                        .directory())
                .isEqualTo(Path.of("/var/spool"));
        assertThat(keep("-s", "s", "-n", "1", "--spool", "none").spool()).isEmpty();
    }

    private static Keep keep(String... options) {
        return CommandLine.populateCommand(new SendOptions(), options)
                .spec(Trust.OPEN)
                .keep();
    }
}
