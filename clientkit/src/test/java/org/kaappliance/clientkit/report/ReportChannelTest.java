package org.kaappliance.clientkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.MacAddress;

/** Both ends over loopback, with short deadlines. */
@Timeout(60)
class ReportChannelTest {
    private static final String MAC = "52:54:00:77:00:01";
    private static final String RUN = "00112233445566778899aabbccddeeff";
    private static final ReportTimes TIMES = new ReportTimes(
            Duration.ofMillis(200), Duration.ofMillis(1500), Duration.ofSeconds(20), Duration.ofSeconds(4));

    private final RecordedReports reports = new RecordedReports();
    private ReportServer server;

    @BeforeEach
    void open() throws IOException {
        server = serve(0);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void a_node_tells_its_whole_story() throws Exception {
        try (ReportClient client = connect("secret")) {
            client.step(NodeStep.PARTITION, "vda");
            client.log("a line with\ttab, ünicode and a\nbreak");
            assertThat(client.done("j1")).isEqualTo(Verdict.accepted());
        }

        assertThat(reports.next()).isEqualTo("hello " + MAC + " j1 disks: vda");
        assertThat(reports.next()).isEqualTo("step PARTITION vda");
        assertThat(reports.next()).isEqualTo("log a line with\ttab, ünicode and a\nbreak");
        assertThat(reports.next()).isEqualTo("done j1");
        assertNothingMore();
    }

    @Test
    void a_wrong_token_is_refused_with_the_reason() {
        assertThatThrownBy(() -> connect("wrong"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("wrong token");
    }

    @Test
    void a_refused_done_is_told_to_the_node_which_then_fails() throws Exception {
        reports.doneVerdict = Verdict.refused("store is read-only");
        try (ReportClient client = connect("secret")) {
            assertThat(client.done("j1")).isEqualTo(Verdict.refused("store is read-only"));
            client.failed(NodeStep.BOOTLOADER, "store is read-only");
        }

        assertThat(reports.next()).startsWith("hello");
        assertThat(reports.next()).isEqualTo("done j1");
        assertThat(reports.next()).isEqualTo("failed BOOTLOADER store is read-only");
        assertNothingMore();
    }

    @Test
    void a_node_that_goes_away_is_lost() throws Exception {
        connect("secret").close();

        assertThat(reports.next()).startsWith("hello");
        assertThat(reports.next()).isEqualTo("lost " + MAC);
    }

    @Test
    void a_node_that_comes_back_soon_was_never_lost() throws Exception {
        try (Socket broken = raw("hello\t1\t" + MAC + "\tj1\tsecret\t" + RUN + "\tx\n")) {
            assertThat(firstLine(broken)).isEqualTo("accepted");
        }
        try (Socket again = raw("hello\t1\t" + MAC + "\tj1\tsecret\t" + RUN + "\tx\nlog\tback\n")) {
            assertThat(firstLine(again)).isEqualTo("accepted");
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.next()).isEqualTo("log back");
            for (int pings = 0; pings < 2 * TIMES.silence().dividedBy(TIMES.ping()); pings++) {
                again.getOutputStream().write("ping\n".getBytes(StandardCharsets.UTF_8));
                assertThat(reports.heard.poll(TIMES.ping().toMillis(), TimeUnit.MILLISECONDS))
                        .isNull();
            }
        }
        assertThat(reports.runs).containsExactly(RUN, RUN);
    }

    @Test
    void a_hello_that_is_refused_does_not_save_the_node_from_its_loss() throws Exception {
        connect("secret").close();
        assertThatThrownBy(() -> connect("wrong")).isInstanceOf(RefusedException.class);

        assertThat(reports.next()).startsWith("hello");
        assertThat(reports.next()).startsWith("hello");
        assertThat(reports.next()).isEqualTo("lost " + MAC);
    }

    @Test
    void the_run_stays_over_reconnections_and_is_another_one_after_a_reboot() throws Exception {
        try (ReportClient client = connect("secret")) {
            String first = run();
            client.log("bug");
            assertThat(run()).isEqualTo(first).matches("[0-9a-f]{32}");
            connect("secret").close();
            assertThat(run()).isNotEqualTo(first);
        }
    }

    @Test
    void a_node_that_is_dismissed_is_not_lost() throws Exception {
        try (ReportClient client = connect("secret")) {
            client.log("waiting");
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.next()).isEqualTo("log waiting");
            reports.token = "of another job";

            server.dismiss(MacAddress.parse(MAC));

            assertThat(reports.next()).as("the node connects again").startsWith("hello");
        }
        assertThat(reports.heard.poll(3, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void a_node_that_falls_silent_is_lost_though_its_connection_stands() throws Exception {
        try (Socket silent = raw("hello\t1\t" + MAC + "\tj1\tsecret\t" + RUN + "\tx\n")) {
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.next()).isEqualTo("lost " + MAC);
            assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("accepted\n")
                    .contains("ping\n");
        }
    }

    @Test
    void a_node_that_only_pings_is_not_lost() throws Exception {
        try (ReportClient client = connect("secret")) {
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.heard.poll(3, TimeUnit.SECONDS)).isNull();
            client.log("still here");
            assertThat(reports.next()).isEqualTo("log still here");
        }
    }

    @Test
    void a_newer_connection_takes_the_place_of_the_older_without_a_loss() throws Exception {
        try (Socket older = raw("hello\t1\t" + MAC + "\tj1\tsecret\t" + RUN + "\told\n")) {
            assertThat(reports.next()).endsWith("old");
            assertThat(firstLine(older)).isEqualTo("accepted");
            try (ReportClient newer = connect("secret")) {
                assertThat(older.getInputStream().readAllBytes()).isNotNull();
                newer.log("new");
                assertThat(reports.next()).endsWith("vda");
                assertThat(reports.next()).isEqualTo("log new");
            }
        }
        assertThat(reports.next()).isEqualTo("lost " + MAC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"step\tPARTITION\tx\n", "done\tj1\n", "log\tx\n", "hello\n", "GET / HTTP/1.1\r\n"})
    void what_comes_before_an_accepted_hello_is_refused_and_not_heard(String line) throws Exception {
        try (Socket peer = raw(line)) {
            assertThat(firstLine(peer)).isEqualTo("refused\tsay hello first");
        }
        assertNothingMore();
    }

    @Test
    void another_version_is_told_what_to_do() throws Exception {
        try (Socket peer = raw("hello\t7\t" + MAC + "\tj1\tsecret\t" + RUN + "\tx\n")) {
            assertThat(firstLine(peer))
                    .isEqualTo("refused\treport channel version 1 is spoken here: build the kit again");
        }
    }

    @Test
    void garbage_ends_only_its_own_connection() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            byte[] noise = new byte[random.nextInt(9000)];
            random.nextBytes(noise);
            try (Socket peer = new Socket(
                    server.localAddress().getAddress(), server.localAddress().getPort())) {
                peer.getOutputStream().write(noise);
            } catch (IOException e) {
                assertThat(e)
                        .as("seed %d: the server may end the connection while we write", seed)
                        .hasMessageMatching(".*(reset|[Bb]roken pipe).*");
            }
        }
        try (ReportClient client = connect("secret")) {
            assertThat(client.done("j1")).isEqualTo(Verdict.accepted());
        }
    }

    @Test
    void a_line_without_an_end_is_cut_off_at_the_bound() throws Exception {
        try (Socket peer = raw("hello\t1\t" + MAC + "\tj1\tsecret\t" + RUN + "\tx\nlog\t" + "x".repeat(5000))) {
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.next()).isEqualTo("lost " + MAC);
            assertThat(peer.isClosed()).isFalse();
        }
    }

    @Test
    void a_bug_of_the_handler_ends_one_connection_and_not_the_server() throws Exception {
        try (ReportClient client = connect("secret")) {
            assertThat(reports.next()).startsWith("hello");
            client.log("bug");
            assertThat(reports.next()).as("the node connects again").startsWith("hello");
        }
    }

    @Test
    void an_appliance_that_restarts_hears_the_rest_and_the_done() throws Exception {
        try (ReportClient client = connect("secret")) {
            assertThat(reports.next()).startsWith("hello");
            int port = server.localAddress().getPort();
            server.close();
            server = serve(port);

            assertThat(client.done("j1")).isEqualTo(Verdict.accepted());
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.next()).isEqualTo("done j1");
        }
    }

    @Test
    void a_long_log_line_is_cut() throws Exception {
        try (ReportClient client = connect("secret")) {
            client.log("\u0001".repeat(9000));
            assertThat(reports.next()).startsWith("hello");
            assertThat(reports.next()).hasSize("log ".length() + 1000).endsWith("...");
        }
    }

    private String run() throws InterruptedException {
        return String.valueOf(reports.runs.poll(20, TimeUnit.SECONDS));
    }

    private ReportServer serve(int port) throws IOException {
        return ReportServer.open(new InetSocketAddress("127.0.0.1", port), reports, TIMES);
    }

    private ReportClient connect(String token) throws Exception {
        NodeIdentity identity = new NodeIdentity(MacAddress.parse(MAC), "j1", token, "disks: vda");
        return ReportClient.open(server.localAddress(), identity, TIMES);
    }

    private Socket raw(String text) throws IOException {
        Socket peer = new Socket(
                server.localAddress().getAddress(), server.localAddress().getPort());
        peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return peer;
    }

    private static String firstLine(Socket peer) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = peer.getInputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private void assertNothingMore() {
        server.close();
        assertThat(reports.heard).isEmpty();
    }
}
