package org.kaappliance.clientkit.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.report.NodeHello;
import org.kaappliance.clientkit.report.NodeReports;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.ReportServer;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.SessionKey;

/** Commands on a node over real connections, on the port of the report channel. */
@Timeout(60)
class ConsoleTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress OTHER = MacAddress.parse("52:54:00:77:00:02");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ConsoleTimes TIMES =
            new ConsoleTimes(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofMillis(50));
    private static final Commands THIS_HOST = command -> new ProcessBuilder(command).start();

    private final SessionKey jobKey = SessionKey.random(new SecureRandom());
    private final Map<MacAddress, ConsoleKey> ring = new ConcurrentHashMap<>();
    private final Semaphore notWanted = new Semaphore(0);
    private ConsoleServer consoles;
    private ReportServer port;
    private ConsoleClient node;

    @TempDir
    private Path dir;

    @BeforeEach
    void open() throws IOException {
        ring.put(MAC, key(MAC, "token"));
        serve(0);
        node = client(key(MAC, "token"), THIS_HOST);
    }

    private void serve(int number) throws IOException {
        consoles = ConsoleServer.start(
                (job, mac) -> Optional.ofNullable(ring.get(mac))
                        .filter(key -> key.job().equals(job)),
                TIMES);
        port = ReportServer.open(new InetSocketAddress("127.0.0.1", number), new Deaf(), consoles::take);
    }

    @AfterEach
    void close() {
        node.close();
        port.close();
        consoles.close();
    }

    @Test
    void a_command_runs_and_its_output_and_exit_code_come_back() throws Exception {
        Heard heard = new Heard();
        ConsoleCall call = run(heard, "sh", "-c", "echo out; echo err >&2; exit 7");

        assertThat(call.await()).isEqualTo(7);
        assertThat(heard.output.toString(StandardCharsets.UTF_8)).isEqualTo("out\n");
        assertThat(heard.errors.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
    }

    @Test
    void words_arrive_as_they_are() throws Exception {
        Heard heard = new Heard();

        assertThat(run(heard, "printf", "%s|", "a b", "", "ü'\"$HOME\n", "-n").await())
                .isZero();
        assertThat(heard.output.toString(StandardCharsets.UTF_8)).isEqualTo("a b||ü'\"$HOME\n|-n|");
    }

    @Test
    void what_cannot_be_started_says_why() throws Exception {
        ConsoleCall call = run(new Heard(), "/no/such/program");

        assertThatThrownBy(call::await).isInstanceOf(IOException.class).hasMessageContaining("/no/such/program");
    }

    @Test
    void a_machine_whose_commands_are_off_runs_none() throws Exception {
        ring.put(OTHER, key(OTHER, "its own"));
        try (ConsoleClient silent = client(key(OTHER, "its own"), Commands.NONE)) {
            assertThat(silent).isNotNull();
            ConsoleCall call = consoles.run(OTHER, List.of("true"), new Heard(), PATIENCE);
            assertThatThrownBy(call::await).hasMessageContaining("stage1.exec");
        }
    }

    @Test
    void many_commands_run_at_once_and_one_after_another() throws Exception {
        Path gate = dir.resolve("gate");
        run(new Heard(), "mkfifo", gate.toString()).await();
        ConsoleCall waits = run(new Heard(), "cat", gate.toString());
        for (int i = 0; i < 20; i++) {
            assertThat(run(new Heard(), "sh", "-c", "exit " + i).await()).isEqualTo(i);
        }
        run(new Heard(), "sh", "-c", "echo go >" + gate).await();
        assertThat(waits.await()).isZero();
    }

    @Test
    void no_byte_is_lost_while_nobody_reads_and_the_command_waits() throws Exception {
        Path written = dir.resolve("written");
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        long[] count = new long[1];
        CommandOutput slow = new CommandOutput() {
            @Override
            public void output(byte[] bytes) throws IOException {
                begun.countDown();
                try {
                    read.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                count[0] += bytes.length;
            }

            @Override
            public void errors(byte[] bytes) {}
        };
        ConsoleCall call = consoles.run(
                MAC, List.of("sh", "-c", "head -c 64000000 /dev/zero; echo over >" + written), slow, PATIENCE);
        begun.await();
        // longer than the silence after which an end takes the other for dead: another command proves that time
        assertThat(run(new Heard(), "sleep", "2").await()).isZero();
        assertThat(written).doesNotExist();

        read.countDown();

        assertThat(call.await()).isZero();
        assertThat(count[0]).isEqualTo(64_000_000);
        assertThat(written).exists();
    }

    @Test
    void an_interrupt_ends_the_command_and_what_it_has_started() throws Exception {
        Heard heard = new Heard();
        ConsoleCall call = run(heard, "sh", "-c", "sleep 1000 & echo $!; wait");
        String child = heard.line();
        assertThat(ProcessHandle.of(Long.parseLong(child))).isPresent();

        call.interrupt();

        assertThatThrownBy(call::await).hasMessage("interrupted");
        ProcessHandle.of(Long.parseLong(child))
                .ifPresent(process -> process.onExit().join());
    }

    @Test
    void an_appliance_that_goes_away_ends_the_command() throws Exception {
        Heard heard = new Heard();
        ConsoleCall call = run(heard, "sh", "-c", "echo $$; exec sleep 1000");
        ProcessHandle process = ProcessHandle.of(Long.parseLong(heard.line())).orElseThrow();

        consoles.close();

        assertThatThrownBy(call::await).hasMessageContaining("connection ended");
        process.onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_node_comes_back_when_the_appliance_has_been_started_again() throws Exception {
        int number = port.localAddress().getPort();
        assertThat(run(new Heard(), "true").await()).isZero();
        port.close();
        consoles.close();
        serve(number);

        assertThat(run(new Heard(), "true").await()).isZero();
    }

    @Test
    void who_does_not_hold_the_machines_own_token_is_not_that_machine() throws Exception {
        ring.put(OTHER, key(OTHER, "its own"));
        try (ConsoleClient liar = client(key(OTHER, "token"), THIS_HOST)) {
            assertThat(liar).isNotNull();
            assertThatThrownBy(() -> consoles.run(OTHER, List.of("true"), new Heard(), Duration.ofSeconds(1)))
                    .hasMessageContaining("is not connected");
        }
        assertThat(consoles.isThere(OTHER)).isFalse();
    }

    @Test
    void a_node_runs_nothing_for_an_appliance_that_does_not_hold_its_key() throws Exception {
        ring.put(OTHER, key(OTHER, "made up"));
        Path trace = dir.resolve("trace");
        try (ConsoleClient victim = client(key(OTHER, "its own"), THIS_HOST)) {
            assertThat(victim).isNotNull();
            assertThatThrownBy(() ->
                            consoles.run(OTHER, List.of("touch", trace.toString()), new Heard(), Duration.ofSeconds(1)))
                    .hasMessageContaining("is not connected");
        }
        assertThat(trace).doesNotExist();
    }

    @Test
    void a_machine_that_is_armed_anew_loses_its_connection_and_is_told_that_it_is_not_wanted() throws Exception {
        assertThat(run(new Heard(), "true").await()).isZero();
        assertThat(notWanted.availablePermits()).isZero();

        ring.remove(MAC);

        assertThat(notWanted.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nothing_of_a_command_can_be_read_on_the_wire() throws Exception {
        Path word = dir.resolve("secret-word");
        try (SniffingRelay wire = new SniffingRelay(port.localAddress());
                ConsoleClient sniffed =
                        ConsoleClient.start(wire.address(), otherKey(), THIS_HOST, notWanted::release, TIMES)) {
            assertThat(sniffed).isNotNull();
            ConsoleCall call = consoles.run(OTHER, List.of("echo", word.toString()), new Heard(), PATIENCE);
            assertThat(call.await()).isZero();
            assertThat(wire.seen()).isNotEmpty().doesNotContain("secret-word").doesNotContain("echo");
        }
    }

    @Test
    void one_bit_that_is_changed_on_the_way_ends_the_connection_before_anything_runs() throws Exception {
        Path trace = dir.resolve("trace");
        try (SniffingRelay wire = new SniffingRelay(port.localAddress());
                ConsoleClient victim =
                        ConsoleClient.start(wire.address(), otherKey(), THIS_HOST, notWanted::release, TIMES)) {
            assertThat(victim).isNotNull();
            assertThat(consoles.run(OTHER, List.of("true"), new Heard(), PATIENCE)
                            .await())
                    .isZero();
            wire.flipNextRecordOver(60);
            ConsoleCall call = consoles.run(
                    OTHER,
                    List.of("touch", trace.toString(), "a word that makes the record longer than a ping"),
                    new Heard(),
                    PATIENCE);
            assertThatThrownBy(call::await).isInstanceOf(IOException.class);
            assertThat(consoles.run(OTHER, List.of("true"), new Heard(), PATIENCE)
                            .await())
                    .isZero();
        }
        assertThat(trace).doesNotExist();
    }

    @Test
    void garbage_on_the_port_harms_nobody() throws Exception {
        byte[] preface = {(byte) 0x89, 'K', 'A', 'R', 1, 5};
        for (byte[] said : List.of(
                new byte[] {(byte) 0x89},
                new byte[] {(byte) 0x89, 'K', 'A', 'R', 1, 1, 0, 0, 0, 0},
                preface,
                "\u0001\u00ff".getBytes(StandardCharsets.ISO_8859_1),
                "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
            try (Socket stranger = new Socket("127.0.0.1", port.localAddress().getPort())) {
                stranger.getOutputStream().write(said);
                stranger.shutdownOutput();
                stranger.getInputStream().readAllBytes();
            }
        }
        assertThat(run(new Heard(), "true").await()).isZero();
    }

    @Test
    void a_command_that_cannot_be_said_is_refused_here() {
        assertThatThrownBy(() -> run(new Heard(), "a\0b")).hasMessageContaining("NUL");
        assertThatThrownBy(() -> run(new Heard(), "x".repeat(20_000))).hasMessageContaining("16384");
    }

    private ConsoleCall run(Heard heard, String... command) throws IOException, InterruptedException {
        return consoles.run(MAC, List.of(command), heard, PATIENCE);
    }

    private ConsoleKey otherKey() {
        ConsoleKey key = key(OTHER, "its own");
        ring.put(OTHER, key);
        return key;
    }

    private ConsoleKey key(MacAddress mac, String token) {
        return ConsoleKey.of("7", mac, jobKey, token);
    }

    private ConsoleClient client(ConsoleKey key, Commands commands) {
        return ConsoleClient.start(port.localAddress(), key, commands, notWanted::release, TIMES);
    }

    private static final class Heard implements CommandOutput {
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

        @Override
        public void output(byte[] bytes) {
            output.writeBytes(bytes);
            pieces.add(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void errors(byte[] bytes) {
            errors.writeBytes(bytes);
        }

        String line() throws InterruptedException {
            return pieces.poll(20, TimeUnit.SECONDS).trim();
        }
    }

    /** Nobody reports here. */
    private static final class Deaf implements NodeReports {
        @Override
        public Verdict hello(NodeHello hello) {
            return Verdict.refused("nobody");
        }

        @Override
        public void step(MacAddress mac, NodeStep step, String detail) {}

        @Override
        public void log(MacAddress mac, String line) {}

        @Override
        public Verdict done(MacAddress mac, String job) {
            return Verdict.refused("nobody");
        }

        @Override
        public Verdict failed(MacAddress mac, NodeStep step, String reason) {
            return Verdict.refused("nobody");
        }

        @Override
        public void lost(MacAddress mac) {}
    }

    @Test
    void a_session_that_names_no_machine_has_no_key() {
        ConsoleKey.Ring all = (job, mac) -> Optional.of(key(mac, "token"));
        assertThat(all.ofSession("console/7/52:54:00:77:00:01")).isPresent();
        for (String session : List.of("", "console", "console/", "console/7", "getstage2-7", "console/7/vda")) {
            assertThat(all.ofSession(session)).as(session).isEmpty();
        }
    }
}
