package org.kaappliance.clientkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kaappliance.config.MacAddress;

/** A node notices that the appliance does not wait for it any more. */
@Timeout(60)
class ReportWatchTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final ReportTimes TIMES = new ReportTimes(
            Duration.ofMillis(100), Duration.ofMillis(800), Duration.ofSeconds(20), Duration.ofSeconds(2));

    private final RecordedReports reports = new RecordedReports();
    private final CompletableFuture<String> givenUp = new CompletableFuture<>();

    @Test
    void a_node_whose_job_is_over_is_told_when_it_connects_again() throws Exception {
        try (ReportServer server = serve(0);
                ReportClient client = connect(server.localAddress())) {
            client.watch(givenUp::complete);
            reports.token = "of another job";
            server.dismiss(MAC);

            assertThat(givenUp.get(20, TimeUnit.SECONDS)).isEqualTo("the appliance refused this node: wrong token");
            assertThat(client.done("j1")).isEqualTo(Verdict.refused("wrong token"));
        }
    }

    @Test
    void a_node_whose_appliance_went_away_gives_up_after_its_patience() throws Exception {
        ReportServer server = serve(0);
        try (ReportClient client = connect(server.localAddress())) {
            client.watch(givenUp::complete);
            server.close();

            assertThat(givenUp.get(20, TimeUnit.SECONDS)).isEqualTo("the appliance could not be reached for 2 s");
        }
    }

    @Test
    void a_node_whose_appliance_falls_silent_gives_up_though_its_connection_stands() throws Exception {
        try (ServerSocket dead = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<ReportClient> opening = CompletableFuture.supplyAsync(() -> {
                try {
                    return connect(new InetSocketAddress(dead.getInetAddress(), dead.getLocalPort()));
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Socket node = dead.accept()) {
                node.getOutputStream().write("accepted\n".getBytes(StandardCharsets.UTF_8));
                try (ReportClient client = opening.get(20, TimeUnit.SECONDS)) {
                    client.watch(givenUp::complete);

                    assertThat(givenUp.get(20, TimeUnit.SECONDS)).contains("could not be reached for 2 s");
                }
            }
        }
    }

    @Test
    void a_node_that_waits_for_long_and_is_wanted_goes_on() throws Exception {
        try (ReportServer server = serve(0);
                ReportClient client = connect(server.localAddress())) {
            client.watch(givenUp::complete);

            assertThatThrownBy(() -> givenUp.get(5, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void an_appliance_that_is_back_within_the_patience_changes_nothing() {
        ReportHealth health = new ReportHealth(Duration.ofNanos(100), 0);

        assertThat(health.trouble(100)).isEmpty();
        assertThat(health.trouble(101)).isPresent();
        health.delivered(90);
        assertThat(health.trouble(190)).isEmpty();
        assertThat(health.trouble(191)).isPresent();
    }

    private ReportServer serve(int port) throws IOException {
        return ReportServer.open(new InetSocketAddress("127.0.0.1", port), reports, TIMES);
    }

    private static ReportClient connect(InetSocketAddress server) throws IOException, InterruptedException {
        return ReportClient.open(server, new NodeIdentity(MAC, "j1", "secret", "disks: vda"), TIMES);
    }
}
