package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.kaappliance.appliance.control.ControlServer;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredLeases;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.engine.DhcpCounters;
import org.kaappliance.dhcp.engine.SegmentProbe;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import picocli.CommandLine;

/** Leases with and without an appliance that runs, and its counters. */
@Isolated("takes the process's standard streams")
class DhcpCommandTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress OTHER = MacAddress.parse("52:54:00:77:00:02");

    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private String config;

    @BeforeEach
    void take() throws IOException {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        config = Files.writeString(
                        dir.resolve("ka.conf"),
                        "state.directory = \"" + dir.resolve("state") + "\"\ncontrol.socket = \"" + socket() + "\"\n")
                .toString();
    }

    @AfterEach
    void giveBack() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    private Path socket() {
        return dir.resolve("ka.sock");
    }

    private int run(String command, String... more) {
        CommandLine line = new CommandLine(new DhcpCommand()).setExecutionExceptionHandler(new ErrorLines());
        return more.length == 0
                ? line.execute(command, "--config", config)
                : line.execute(command, "--config", config, more[0]);
    }

    private String[] lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
    }

    /** An appliance that ran, gave two addresses, and was stopped. */
    private void ran() throws IOException {
        try (StateStore store = StateStore.open(dir.resolve("state"))) {
            Fleet fleet = new Fleet(new StoredNodes(store), new NodeLife(NodeLifeSettings.DEFAULT), Instant::now);
            fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
            try (StoredLeases leases = StoredLeases.open(store)) {
                save(leases, "10.0.1.111", OTHER, Instant.now().minusSeconds(60));
                save(leases, "10.0.1.20", MAC, Instant.now().plusSeconds(3600));
            }
        }
    }

    private static void save(StoredLeases leases, String address, MacAddress mac, Instant until) {
        leases.save(List.of(new Lease(Ipv4Subnet.address(address), mac, until, Lease.State.BOUND)))
                .toCompletableFuture()
                .join();
    }

    @Test
    void without_an_appliance_the_saved_leases_are_listed_by_address() throws IOException {
        ran();
        assertThat(run("leases")).isZero();
        assertThat(lines()).hasSize(3);
        assertThat(lines()[1]).matches("10\\.0\\.1\\.20 +" + MAC + " +node1 +bound +\\d{4}-.*");
        assertThat(lines()[2]).matches("10\\.0\\.1\\.111 +" + OTHER + " +expired +\\d{4}-.*");
    }

    @Test
    void a_socket_that_an_appliance_left_behind_when_it_was_killed_does_not_hide_them() throws IOException {
        ran();
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket()));
        }
        assertThat(run("leases", "--json")).isZero();
        assertThat(lines()).singleElement().asString().startsWith("[{\"address\":\"10.0.1.20\",\"mac\":\"" + MAC);
    }

    @Test
    void where_no_appliance_ever_ran_one_line_says_so() {
        assertThat(run("leases")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no appliance has run");
    }

    @Test
    void a_running_appliance_is_asked() throws IOException {
        ControlServer server = ControlServer.open(socket(), (request, reply) -> {
            reply.line(Map.of("address", request.path("command").asText(), "expires", 0));
            reply.end(0, "");
        });
        try {
            assertThat(run("leases")).isZero();
        } finally {
            server.close();
        }
        assertThat(lines()[1]).startsWith("dhcp-leases ");
    }

    @Test
    void counters_are_shown_one_a_line() throws IOException {
        DhcpCounters counters = new DhcpCounters();
        counters.malformed();
        ControlServer server = ControlServer.open(socket(), (request, reply) -> {
            reply.line(counters.snapshot());
            reply.end(0, "");
        });
        try {
            assertThat(run("stats")).isZero();
        } finally {
            server.close();
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("received +discover +0\n")
                .containsPattern("ignored +no-free-address +0\n")
                .containsPattern("malformed +1\n");
    }

    @Test
    void status_says_who_gives_the_addresses_of_each_interface() throws IOException {
        ControlServer server = ControlServer.open(socket(), (request, reply) -> {
            if (request.path("command").asText().equals("dhcp-roles")) {
                reply.line(Map.of("eth0", SegmentProbe.Role.PROXY));
            }
            reply.end(0, "");
        });
        try {
            assertThat(new CommandLine(new StatusCommand()).execute("--config", config))
                    .isZero();
            assertThat(new CommandLine(new StatusCommand()).execute("--config", config, "--json"))
                    .isZero();
        } finally {
            server.close();
        }
        assertThat(lines())
                .containsExactly(
                        "eth0: another DHCP server gives the addresses",
                        "{\"jobs\":[],\"machines\":[],\"dhcp\":{},\"roles\":{\"eth0\":\"PROXY\"}}");
    }

    @Test
    void options_are_listed_with_number_type_and_name() {
        assertThat(new CommandLine(new DhcpCommand()).execute("options")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("42 +ips +ntp-servers\n")
                .containsPattern("43\\.6 +\\w+ +pxe\\.discovery-control\n")
                .containsPattern("53 +\\w+ +dhcp-message-type +\\(cannot be set: ");
    }

    @Test
    void firmware_knows_the_appliance_by_the_address_of_the_interface_that_is_named() throws IOException {
        String text = "kit.boot-program-directories = [ \"/nowhere\" ]\ndhcp { mode = off, boot-server = 127.0.0.1 }\n";
        String here = Files.writeString(dir.resolve("here.conf"), "interface = lo\n" + text)
                .toString();
        assertThat(new CommandLine(new DhcpCommand()).execute("firmware", "--config", here))
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("bios +0 +- \\(boot program pxelinux.0 ");
        out.reset();
        String elsewhere = Files.writeString(dir.resolve("elsewhere.conf"), "interface = none0\n" + text)
                .toString();
        assertThat(new CommandLine(new DhcpCommand()).execute("firmware", "--config", elsewhere))
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no interface none0");
        assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("bios +0 +pxelinux.0, auto");
    }

    @Test
    void firmware_is_listed_with_its_architectures() {
        assertThat(new CommandLine(new DhcpCommand()).execute("firmware")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("bios +0 +\\S")
                .containsPattern("uefi-x64 +7, 9 +\\S")
                .containsPattern("riscv64 +27 +-\n")
                .containsPattern("ipxe +- +auto\n");
    }
}
