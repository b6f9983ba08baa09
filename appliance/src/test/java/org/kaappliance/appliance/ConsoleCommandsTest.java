package org.kaappliance.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.control.ControlServer;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.fleet.NodeSelection;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.clientkit.console.ConsoleClient;
import org.kaappliance.clientkit.console.ConsoleKey;
import org.kaappliance.clientkit.console.ConsoleServer;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.relay.SessionKey;

/** {@code exec} from the control socket to processes of "machines" that are this host. */
@Timeout(60)
class ConsoleCommandsTest {
    private static final MacAddress ONE = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress TWO = MacAddress.parse("52:54:00:77:00:02");
    private static final MacAddress THREE = MacAddress.parse("52:54:00:77:00:03");

    @TempDir
    private Path dir;

    private final SessionKey key = SessionKey.random(new SecureRandom());
    private final List<AutoCloseable> open = new ArrayList<>();
    private StateStore store;
    private Fleet fleet;
    private ConsoleServer consoles;
    private ServerSocket port;

    @BeforeEach
    void start() throws IOException {
        store = StateStore.open(dir.resolve("state"));
        fleet = new Fleet(
                new StoredNodes(store),
                new NodeLife(new NodeLifeSettings(5, 3, Duration.ofSeconds(20))),
                Clock.systemUTC());
        consoles = ConsoleServer.start((job, mac) -> Optional.of(key(mac)));
        port = new ServerSocket();
        port.bind(new InetSocketAddress("127.0.0.1", 0));
        Thread accept = new Thread(this::accept, "accept");
        accept.setDaemon(true);
        accept.start();
        serve(true);
        int number = 1;
        for (MacAddress mac : List.of(ONE, TWO, THREE)) {
            fleet.applyNow(mac, new NodeEvent.Registered("node0" + number++));
        }
        for (MacAddress mac : List.of(ONE, TWO)) {
            open.add(ConsoleClient.start(
                    new InetSocketAddress("127.0.0.1", port.getLocalPort()),
                    key(mac),
                    command -> new ProcessBuilder(command).start(),
                    () -> {}));
        }
    }

    private void serve(boolean allowed) throws IOException {
        NodeCommands nodes = new NodeCommands(fleet, new NodeSelection(Map.of("all", "node*")), null, null);
        Commands commands = new Commands(nodes, null, null, new ConsoleCommands(nodes, consoles, fleet, allowed));
        open.add(ControlServer.open(dir.resolve(allowed ? "s" : "off"), commands));
    }

    private ConsoleKey key(MacAddress mac) {
        return ConsoleKey.of("1", mac, key, mac.toString());
    }

    private void accept() {
        try {
            while (true) {
                Socket node = port.accept();
                Thread thread = new Thread(() -> take(node), "connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void take(Socket node) {
        try {
            consoles.take(node, node.getInputStream().read());
        } catch (IOException e) {
            return;
        }
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        port.close();
        consoles.close();
        store.close();
    }

    private final List<JsonNode> lines = new ArrayList<>();

    private JsonNode exec(String nodes, String... words) throws IOException {
        lines.clear();
        return new ControlClient(dir.resolve("s")).ask(request(nodes, words), lines::add);
    }

    private static Map<String, Object> request(String nodes, String... words) {
        return Map.of("command", "exec", "nodes", List.of(nodes), "words", List.of(words));
    }

    private String said(String node, String stream) {
        StringBuilder text = new StringBuilder();
        lines.stream()
                .filter(line -> line.path("node").asText().equals(node) && line.has(stream))
                .forEach(line -> text.append(
                        new String(Base64.getDecoder().decode(line.path(stream).asText()), StandardCharsets.UTF_8)));
        return text.toString();
    }

    @Test
    void output_and_exit_code_of_a_machine_come_back_and_what_was_run_is_noted() throws Exception {
        JsonNode end = exec("node01", "sh", "-c", "echo hello; echo odd >&2; exit 42");

        assertThat(end.path("exit").asInt()).isEqualTo(42);
        assertThat(said("node01", "out")).isEqualTo("hello\n");
        assertThat(said("node01", "err")).isEqualTo("odd\n");
        assertThat(fleet.events(ONE, 5))
                .anyMatch(event -> event.kind().equals("EXEC") && event.text().startsWith("sh -c echo hello"));
    }

    @Test
    void several_machines_run_it_at_once_and_one_that_is_not_there_does_not_hold_them_up() throws Exception {
        Path gate = dir.resolve("gate");
        assertThat(exec("node01", "mkfifo", gate.toString()).path("exit").asInt())
                .isZero();
        // one writes what the other reads: neither could end alone
        JsonNode end = exec(
                "all", "sh", "-c", "mkdir " + dir + "/first 2>/dev/null && echo x >" + gate + " || read x <" + gate);

        assertThat(end.path("exit").asInt()).as("node03 is not in stage 1").isEqualTo(255);
        assertThat(lines)
                .anyMatch(line -> line.path("node").asText().equals("node03")
                        && line.path("failed").asText().contains("not connected"))
                .filteredOn(line -> line.has("exit"))
                .hasSize(2)
                .allMatch(line -> line.path("exit").asInt() == 0);
    }

    @Test
    void an_asker_that_goes_away_ends_a_command_that_says_nothing() throws Exception {
        ProcessHandle process;
        try (SocketChannel asker = SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("s")))) {
            String request =
                    "{\"command\":\"exec\",\"nodes\":[\"node01\"],\"words\":[\"sh\",\"-c\",\"echo $$; exec sleep 1000\"]}\n";
            asker.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            String seen = "";
            while (!seen.contains("\"out\"")) {
                asker.read(answer);
                seen = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
            }
            String pid = new String(
                    Base64.getDecoder().decode(seen.replaceAll("(?s).*\"out\":\"([^\"]*)\".*", "$1")),
                    StandardCharsets.UTF_8);
            process = ProcessHandle.of(Long.parseLong(pid.trim())).orElseThrow();
        }

        process.onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void nothing_is_run_where_the_settings_say_so() throws Exception {
        serve(false);
        JsonNode end = new ControlClient(dir.resolve("off")).ask(request("node01", "true"), lines::add);

        assertThat(end.path("exit").asInt()).isEqualTo(1);
        assertThat(end.path("message").asText()).contains("stage1.exec");
        assertThat(exec("node01").path("exit").asInt()).as("no command").isEqualTo(2);
        assertThat(exec("node99", "true").path("message").asText()).contains("no machine is called node99");
    }
}
