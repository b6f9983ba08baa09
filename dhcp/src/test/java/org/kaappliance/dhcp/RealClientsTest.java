package org.kaappliance.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server and real clients, each in a network namespace of its own; needs root. */
public class RealClientsTest {
    private static final String SETTINGS = """
            dhcp.mode = server
            dhcp.router = 10.77.0.254
            machines = [ { mac = "52:54:00:77:00:01", name = node1, address = 10.77.0.11 } ]
            """;
    private static final String MAC = Segment.CLIENT_MAC;

    @TempDir
    private Path directory;

    private Segment segment;
    private RunningProcess server;

    @BeforeEach
    public void startServer() throws Exception {
        segment = Segment.create();
        Path settings = Files.writeString(directory.resolve("ka.conf"), SETTINGS);
        server = new RunningProcess(segment.startServer(ServerMain.class, "srv0", settings.toString()));
        server.await("READY");
    }

    @AfterEach
    public void removeEverything() {
        if (server != null) {
            server.close();
        }
        if (segment != null) {
            segment.close();
        }
    }

    @Test
    public void udhcpc_dhclient_and_a_rom_get_one_address_and_a_second_server_is_told_what_to_do() throws Exception {
        udhcpcGetsItsReservation();
        romIsAnsweredByTheBootServer();
        dhclientGetsTheSameAddressAndGivesItBack();
        secondServerIsToldThatThePortIsTaken();
        portsAreFreeAfterTheEnd();
    }

    private void udhcpcGetsItsReservation() throws Exception {
        Path script = script("""
                #!/bin/sh
                [ "$1" = bound ] || exit 0
                ip address add $ip/$mask dev $interface
                echo "bound $ip/$mask router $router host $hostname lease $lease siaddr $siaddr"
                """);
        String said = segment.runClient(
                "busybox",
                "udhcpc",
                "-i",
                "cli0",
                "-f",
                "-q",
                "-n",
                "-t",
                "5",
                "-T",
                "1",
                "-V",
                "ka-stage1",
                "-s",
                script.toString());
        assertThat(said).contains("bound 10.77.0.11/24 router 10.77.0.254 host node1 lease 288000 siaddr");
        server.await("EVENT OFFERED " + MAC + " 10.77.0.11 - ka-stage1");
        server.await("EVENT ACKED_PLAIN " + MAC + " 10.77.0.11 - ka-stage1");
    }

    private void romIsAnsweredByTheBootServer() throws Exception {
        String said = segment.runClient(BootServerClientMain.class, Segment.SERVER_ADDRESS, "10.77.0.11", MAC);
        assertThat(said).contains("4011 pxelinux.0\n");
        server.await("EVENT BOOT_SERVER_ACKED " + MAC + " 10.77.0.11 pxelinux.0 PXEClient:Arch:00000");
    }

    private void dhclientGetsTheSameAddressAndGivesItBack() throws Exception {
        Path script = script("""
                #!/bin/sh
                case "$reason" in
                  BOUND) ip address replace $new_ip_address/24 dev $interface ;;
                esac
                """);
        Path conf = Files.writeString(directory.resolve("dhclient.conf"), "initial-interval 1;\n");
        String[] command = {
            "dhclient",
            "-4",
            "-1",
            "-cf",
            conf.toString(),
            "-lf",
            directory.resolve("leases").toString(),
            "-pf",
            directory.resolve("pid").toString(),
            "-sf",
            script.toString(),
            "cli0"
        };
        segment.runClient(command);
        server.await("EVENT ACKED_PLAIN " + MAC + " 10.77.0.11");
        command[2] = "-r";
        segment.runClient(command);
        server.await("EVENT RELEASED " + MAC + " 10.77.0.11");
    }

    private void secondServerIsToldThatThePortIsTaken() {
        String said = segment.runServer(
                ServerMain.class, "srv0", directory.resolve("ka.conf").toString());
        assertThat(said)
                .contains("FAILED UDP port 67 on srv0 is taken: stop the other DHCP server"
                        + " (ss -lunp sport = :67) or set dhcp.mode = off");
    }

    private void portsAreFreeAfterTheEnd() throws Exception {
        server.stop();
        server = new RunningProcess(segment.startServer(
                ServerMain.class, "srv0", directory.resolve("ka.conf").toString()));
        server.await("READY");
    }

    private Path script(String text) throws IOException {
        Path script = Files.createTempFile(
                directory,
                "script",
                ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(script, text);
    }
}
