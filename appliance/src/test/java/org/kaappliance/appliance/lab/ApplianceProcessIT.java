package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as a process: its life cycle, and the one line that it says when it cannot start. */
@Timeout(120)
class ApplianceProcessIT {
    @TempDir
    private Path dir;

    private Namespace network;
    private Path config;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        network = new Namespace();
        config = configuration("one", "");
    }

    @AfterEach
    void remove() throws IOException, InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        network.remove();
    }

    private Path configuration(String name, String more) throws IOException {
        Path file = dir.resolve(name + ".conf");
        Files.writeString(file, """
                interface = br0
                state.directory = "%1$s/%2$s-state"
                control.socket = "%1$s/%2$s.sock"
                kit.directory = "%1$s/kit"
                """.formatted(dir, name) + more + "\n");
        return file;
    }

    /** Starts the appliance and reads its log until it serves. */
    private Process serve(Path file) throws IOException {
        Process process = new ProcessBuilder(network.jar("--config", file.toString()))
                .redirectErrorStream(true)
                .start();
        started.add(process);
        BufferedReader log = process.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("serving br0")) {
                return process;
            }
        }
        throw new AssertionError("the appliance ended: " + seen);
    }

    private JsonNode nodes() throws IOException, InterruptedException {
        Namespace.Ended nodes = network.ka("nodes", "--json", "--config", config.toString());
        assertThat(nodes.exitCode()).as(nodes.err()).isZero();
        return new ObjectMapper().readTree(nodes.out());
    }

    private static void assertOneLine(Namespace.Ended ended, String... parts) {
        List<String> lines = ended.err()
                .lines()
                .filter(line -> line.startsWith("ka-appliance: "))
                .toList();
        assertThat(lines).as(ended.err()).hasSize(1);
        assertThat(lines.get(0)).contains(parts);
        assertThat(ended.err()).doesNotContain("\tat ", "    at ");
    }

    @Test
    void the_interface_alone_is_enough_to_check_the_settings() throws Exception {
        Namespace.Ended checked = network.ka("check-config", "--iface", "br0");
        assertThat(checked.exitCode()).isZero();
        assertThat(checked.out())
                .contains("interface = \"br0\"  # command line", "dhcp.mode", "# default")
                .contains("subnet 10.79.0.0/24, pool 10.79.0.100-10.79.0.199");
    }

    @Test
    void an_interface_that_does_not_exist_is_one_line_that_names_those_that_do() throws Exception {
        Namespace.Ended ended = network.ka("--iface", "eth7");
        assertThat(ended.exitCode()).isEqualTo(78);
        assertOneLine(ended, "eth7", "br0");
    }

    @Test
    void a_setting_that_does_not_exist_is_one_line_with_file_line_and_the_nearest_key() throws Exception {
        Path wrong = configuration("wrong", "dhcp.lease-tme = 3 hours");
        Namespace.Ended ended = network.ka("--config", wrong.toString());
        assertThat(ended.exitCode()).isEqualTo(78);
        assertOneLine(ended, "wrong.conf", "5", "lease-tme", "lease-time");
    }

    @Test
    void a_missing_boot_program_is_one_line_that_names_the_package() throws Exception {
        Path wrong = configuration("none", "kit.boot-program-directories = [\"/nowhere\"]");
        Namespace.Ended ended = network.ka("--config", wrong.toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertOneLine(ended, "pxelinux.0", "apt install pxelinux");
    }

    @Test
    void without_the_right_to_bind_low_ports_it_is_one_line_that_says_root() throws Exception {
        List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-net_bind_service"));
        command.addAll(network.jar("--config", config.toString()));
        Namespace.Ended ended = Namespace.end(new ProcessBuilder(command).start());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertOneLine(ended, "root");
    }

    @Test
    void a_port_that_is_taken_is_one_line_and_the_one_who_has_it_goes_on() throws Exception {
        serve(config);
        Namespace.Ended second = network.ka("--config", configuration("two", "").toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertOneLine(second, "port", "taken");
        assertThat(nodes()).isEmpty();
    }

    @Test
    void menus_name_files_by_http_where_it_is_served_and_by_tftp_otherwise() throws Exception {
        String entries = "\nmenu.entries = [ { label = rescue, kernel = \"rescue/vmlinuz\" } ]";
        Process with = serve(configuration("with", "http.port = 8080" + entries));
        assertThat(fetch("http://10.79.0.1:8080")).contains("kernel http://10.79.0.1:8080/rescue/vmlinuz ");
        with.destroy();
        with.waitFor();
        serve(configuration("without", "http.port = 0" + entries));
        assertThat(fetch("tftp://10.79.0.1")).contains("kernel tftp://10.79.0.1/rescue/vmlinuz ");
    }

    private String fetch(String from) throws IOException, InterruptedException {
        Namespace.Ended curl = Namespace.end(
                new ProcessBuilder(network.inside("curl", "-sS", from + "/ipxe/01-52-54-00-79-00-01.ipxe")).start());
        assertThat(curl.exitCode()).as(curl.err()).isZero();
        return curl.out();
    }

    @Test
    void commands_without_an_appliance_say_how_to_start_one() throws Exception {
        Namespace.Ended ended = network.ka("nodes", "--config", config.toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertOneLine(ended, "--iface");
    }

    @Test
    void kill_9_loses_no_node_and_the_next_start_finds_all_ports_free() throws Exception {
        Process first = serve(config);
        Namespace.Ended added = network.ka("nodes", "--config", config.toString(), "add", "52:54:00:79:00:01", "node1");
        assertThat(added.exitCode()).as(added.err()).isZero();
        first.destroyForcibly().waitFor();
        serve(config);
        JsonNode nodes = nodes();
        assertThat(nodes).hasSize(1);
        assertThat(nodes.get(0).path("name").asText()).isEqualTo("node1");
        assertThat(nodes.get(0).path("state").asText()).isEqualTo("KNOWN");
        assertThat(nodes.get(0).path("menu").asText()).isEqualTo("local");
    }

    @Test
    void a_signal_ends_it_in_order_and_releases_ports_and_socket() throws Exception {
        Process first = serve(config);
        first.destroy();
        assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(dir.resolve("one.sock")).doesNotExist();
        serve(config);
    }

    @Test
    void clone_refuses_without_a_kit_and_says_which_command_makes_one() throws Exception {
        serve(config);
        Path desc = Files.writeString(dir.resolve("desc"), "swap 64\nlinux fill\n");
        Namespace.Ended ended = network.ka(
                "clone",
                "--config",
                config.toString(),
                "-n",
                "1",
                "-p",
                "sda",
                desc.toString(),
                "--nodes",
                "52:54:00:79:00:01",
                "--yes");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("kit build");
        assertThat(nodes()).isEmpty();
    }
}
