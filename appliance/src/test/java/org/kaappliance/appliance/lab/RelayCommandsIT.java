package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How {@code send} and {@code receive} end when something is wrong at one end, with real processes of the jar. */
@Timeout(90)
class RelayCommandsIT {
    private static final int STREAM_BYTES = 20_000_000;

    @TempDir
    private Path dir;

    private RelayLab lab;
    private RelayRun run;
    private Path stream;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        lab = new RelayLab(2, "1gbit");
        run = new RelayRun(lab, dir);
        byte[] bytes = new byte[STREAM_BYTES];
        new Random(5).nextBytes(bytes);
        stream = Files.write(dir.resolve("stream"), bytes);
    }

    @AfterEach
    void remove() throws IOException {
        lab.close();
    }

    private String slowly() {
        return "cat " + stream + " && sleep 100";
    }

    private void assertEndsSoon(Process process, int exit) throws InterruptedException {
        long begin = System.nanoTime();
        assertThat(run.exitOf(process)).as(run.said("send")).isEqualTo(exit);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void a_signal_at_the_sender_ends_the_session_for_all_and_names_every_node() throws Exception {
        run.send("-n", "2", "-e", slowly());
        run.receive();
        run.receive();
        run.awaitBytes(2, STREAM_BYTES / 2);
        run.signal(run.sender(), "INT");
        assertEndsSoon(run.sender(), 130);
        assertEndsSoon(run.receiver(1), 1);
        assertEndsSoon(run.receiver(2), 1);
        JsonNode sent = run.sent();
        assertThat(sent.path("error").asText()).contains("stopped by hand", "node1", "node2");
        assertThat(run.received(2).path("error").asText()).contains("stopped by hand");
    }

    @Test
    void a_signal_at_a_receiver_costs_the_other_nothing_and_the_sender_says_who_left() throws Exception {
        run.send("-n", "2", "-e", "cat " + stream + " && while [ ! -e " + dir + "/go ]; do sleep 0.1; done");
        run.receive();
        run.receive();
        run.awaitBytes(2, STREAM_BYTES / 2);
        run.signal(run.receiver(1), "TERM");
        assertEndsSoon(run.receiver(1), 143);
        Files.createFile(dir.resolve("go"));
        assertThat(run.exitOf(run.sender())).isEqualTo(1);
        assertThat(run.outcome(1).path("reason").asText()).contains("stopped by hand");
        assertThat(run.received(2).path("complete").asBoolean()).isTrue();
        assertThat(RelayRun.sha256(run.file(2))).isEqualTo(RelayRun.sha256(stream));
    }

    @Test
    void a_full_disk_fails_its_node_alone() throws Exception {
        run.send("-n", "2", "-i", stream.toString());
        run.receive("-o", "/dev/full");
        run.receive();
        assertThat(run.exitOf(run.sender())).isEqualTo(1);
        assertThat(run.outcome(1).path("reason").asText()).contains("No space left");
        assertThat(run.exitOf(run.receiver(1))).isEqualTo(1);
        assertThat(run.received(1).path("error").asText()).contains("No space left");
        assertThat(run.received(2).path("complete").asBoolean()).isTrue();
        assertThat(RelayRun.sha256(run.file(2))).isEqualTo(RelayRun.sha256(stream));
    }

    @Test
    void a_command_that_fails_half_way_fails_every_node_and_each_is_named_with_the_reason() throws Exception {
        run.send("-n", "2", "-e", "cat " + stream + "; echo the tape broke >&2; exit 3");
        run.receive();
        run.receive();
        assertThat(run.exitOf(run.sender())).isEqualTo(1);
        assertThat(run.sent().path("error").asText()).contains("exited with 3", "the tape broke", "node1", "node2");
        for (int index = 1; index <= 2; index++) {
            assertThat(run.outcome(index).path("reason").asText()).contains("the tape broke");
            assertThat(run.exitOf(run.receiver(index))).isEqualTo(1);
            assertThat(run.received(index).path("error").asText()).contains("the tape broke");
        }
    }

    @Test
    void commands_that_take_too_little_or_fail_fail_their_nodes_alone() throws Exception {
        run.send("-n", "2", "-i", stream.toString());
        run.receive("-e", "head -c 1000 > /dev/null");
        run.receive("-e", "cat > " + run.file(2) + "; echo no tape >&2; exit 4");
        assertThat(run.exitOf(run.sender())).isEqualTo(1);
        assertThat(run.outcome(1).path("reason").asText()).contains("closed its input early");
        assertThat(run.outcome(2).path("reason").asText()).contains("exited with 4", "no tape");
        assertThat(run.exitOf(run.receiver(1))).isEqualTo(1);
        assertThat(run.exitOf(run.receiver(2))).isEqualTo(1);
    }

    @Test
    void an_interface_that_goes_down_at_the_sender_is_said() throws Exception {
        run.send("-n", "2", "-e", slowly());
        run.receive();
        run.receive();
        run.awaitBytes(2, STREAM_BYTES / 2);
        lab.interfaceDown(0);
        assertThat(run.exitOf(run.sender())).isEqualTo(1);
        assertThat(run.sent().path("error").asText()).contains("the interface eth0 is down", "node1", "node2");
        assertThat(run.exitOf(run.receiver(1))).isEqualTo(1);
        assertThat(run.exitOf(run.receiver(2))).isEqualTo(1);
    }

    @Test
    void nodes_that_wait_are_there_until_the_last_is_done_and_go_one_after_the_other() throws Exception {
        run.send("-n", "2", "-d", "15", "-i", stream.toString());
        run.receive("-w");
        run.receive("-w", "-e", "cat > " + run.file(2) + "; sleep 2");
        assertThat(run.exitOf(run.sender())).as(run.said("send")).isZero();
        double first = run.received(1).path("seconds").asDouble();
        double second = run.received(2).path("seconds").asDouble();
        assertThat(Math.min(first, second)).isGreaterThan(1.8);
        assertThat(Math.abs(first - second)).isGreaterThan(1);
    }

    @Test
    void a_node_that_says_go_starts_those_that_are_there() throws Exception {
        run.send("-n", "5", "-i", stream.toString());
        run.receive();
        run.await("one joined", () -> run.said("send").contains("node1 joined"));
        Process go = lab.start(2, dir.resolve("go"), run.jar("receive", "-s", RelayRun.SESSION, "-g"));
        assertThat(run.exitOf(go)).as(run.said("go")).isZero();
        assertThat(run.received(1).path("complete").asBoolean()).isTrue();
        assertThat(run.exitOf(run.sender())).isEqualTo(1);
        assertThat(run.sent().path("neverCame").asInt()).isEqualTo(4);
    }

    @Test
    void with_several_interfaces_a_host_chooses_and_without_one_they_are_listed() throws Exception {
        lab.addInterface(1, "eth1", "10.77.0.1/24");
        Process unclear =
                lab.start(1, dir.resolve("unclear"), run.jar("receive", "-s", RelayRun.SESSION, "-o", "/dev/null"));
        run.send("-n", "1", "-i", stream.toString());
        assertThat(unclear.waitFor()).isEqualTo(2);
        assertThat(run.said("unclear")).contains("--iface", "eth0 10.78.0.2/24, eth1 10.77.0.1/24");
        run.receive("-h", RelayLab.SENDER_ADDRESS);
        assertThat(run.received(1).path("complete").asBoolean()).isTrue();
        assertThat(run.exitOf(run.sender())).isZero();
    }

    @Test
    void a_receiver_on_a_terminal_shows_how_far_it_is_and_how_all_nodes_stand() throws Exception {
        run.send("-n", "2", "-i", stream.toString());
        run.receive();
        String receive = String.join(
                " ",
                run.jar("receive", "-s", RelayRun.SESSION, "--window", "16MiB", "-e", "'sleep 4; cat >/dev/null'"));
        Process onTerminal = lab.start(2, dir.resolve("tty"), List.of("script", "-qefc", receive, "/dev/null"));
        run.await("the states of both", () -> run.heard("tty").contains("1 receiving 1 done"));
        assertThat(run.exitOf(onTerminal)).as(run.heard("tty")).isZero();
        assertThat(run.heard("tty"))
                .containsPattern("\\d+ % of 20.0 MB, [0-9.]+ .?B/s, (\\d+:\\d\\d left, )?1 receiving 1 done");
        assertThat(run.exitOf(run.sender())).isZero();
    }

    @Test
    void a_sender_that_loops_serves_one_after_the_other_until_it_is_stopped() throws Exception {
        run.send("-l", "-n", "1", "-i", stream.toString());
        run.receive();
        assertThat(run.exitOf(run.receiver(1))).isZero();
        run.receive();
        assertThat(run.exitOf(run.receiver(2))).isZero();
        run.await("two summaries", () -> run.heard("send").lines().count() == 2);
        run.signal(run.sender(), "INT");
        assertEndsSoon(run.sender(), 130);
        assertThat(run.heard("send").lines().limit(2)).allMatch(line -> line.contains("\"complete\":true"));
    }

    @Test
    void a_node_that_knows_the_host_only_joins_its_only_session_from_a_pipe_to_a_pipe() throws Exception {
        run.sendPiped(stream, "-n", "1");
        Process receiver = lab.start(1, dir.resolve("piped"), run.jar("receive", "-h", RelayLab.SENDER_ADDRESS));
        assertThat(run.exitOf(receiver)).as(run.said("piped")).isZero();
        assertThat(run.exitOf(run.sender())).isZero();
        assertThat(RelayRun.sha256(dir.resolve("piped.out"))).isEqualTo(RelayRun.sha256(stream));
        assertThat(run.said("piped")).contains("\"complete\":true");
    }
}
