package org.kaappliance.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our server on a segment where another one is, or comes to be; needs root. */
public class SecondServerTest {
    private static final String PORT_68_TAKEN =
            "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('', 68)); print('bound'); s.recv(1)";

    @TempDir
    private Path directory;

    private Lab lab;

    @BeforeEach
    public void lay() {
        lab = Lab.create("two");
        lab.lan("lan").host("ours").host("other").host("client");
        lab.card("ours", "eth0", "lan", "52:54:00:78:00:01").address("ours", "eth0", "10.78.0.1/24");
        lab.card("other", "eth0", "lan", "52:54:00:78:00:02").address("other", "eth0", "10.78.0.2/24");
        lab.card("client", "eth0", "lan", "52:54:00:78:01:01");
    }

    @AfterEach
    public void removeEverything() {
        lab.close();
    }

    private RunningProcess ours(String mode) throws IOException {
        Path settings =
                Files.writeString(directory.resolve("ka.conf"), "dhcp.mode = " + mode + "\ndhcp.conflict-check = 0s\n");
        return lab.startJava("ours", ServerMain.class, "eth0", settings.toString());
    }

    private RunningProcess other(OtherServer kind) throws Exception {
        RunningProcess other = kind.start(lab, "other", directory);
        other.await(kind.ready());
        return other;
    }

    @ParameterizedTest
    @EnumSource
    public void auto_becomes_a_proxy_by_both_ways_of_asking_and_takes_no_address_beside(OtherServer kind)
            throws Exception {
        RunningProcess other = other(kind);
        String proxy = "10.78.0.2 on eth0 gives the addresses: this one only says what to boot";
        RunningProcess byPort68 = ours("auto");
        byPort68.await(proxy);
        byPort68.stop();
        lab.start("ours", "python3", "-uc", PORT_68_TAKEN).await("bound");
        ours("auto").await(proxy);
        other.end();
        assertThat(other.rest()).noneMatch(line -> line.contains("DHCPREQUEST") || line.contains("LEASE_ALLOC"));
    }

    @Test
    public void alone_auto_gives_addresses_and_steps_back_when_a_second_server_comes() throws Exception {
        RunningProcess ours = ours("auto");
        ours.await("no other DHCP server answers on eth0: this one gives addresses");
        assertThat(udhcpc()).contains("obtained from 10.78.0.1,");

        other(OtherServer.DNSMASQ);
        lab.run("client", "ip", "address", "replace", "10.78.0.100/24", "dev", "eth0");
        lab.runJava("client", SendMain.class, "10.78.0.100", "52:54:00:78:01:02", "10.78.0.2", "10.78.0.155");
        ours.await("52:54:00:78:01:02 takes an address of 10.78.0.2 on eth0, which is not this DHCP server");
        ours.await("10.78.0.2 on eth0 is a second DHCP server: this one stops giving new addresses");
        lab.run("client", "ip", "address", "flush", "dev", "eth0");
        assertThat(udhcpc()).contains("obtained from 10.78.0.2");
    }

    @Test
    public void a_server_by_explicit_setting_only_warns() throws Exception {
        other(OtherServer.DNSMASQ);
        RunningProcess ours = ours("server");
        ours.await("10.78.0.2 on eth0 is a second DHCP server; both give addresses, because dhcp.mode = server");
    }

    @Test
    public void a_proxy_that_finds_no_server_says_so() throws Exception {
        ours("proxy").await("no DHCP server answers on eth0: machines get no address there");
    }

    private String udhcpc() throws IOException {
        Path script =
                Files.writeString(directory.resolve("bound"), "#!/bin/sh\n[ $1 = bound ] && echo bound $ip\ntrue\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return lab.run(
                "client",
                "busybox",
                "udhcpc",
                "-i",
                "eth0",
                "-f",
                "-q",
                "-n",
                "-t",
                "5",
                "-T",
                "2",
                "-s",
                script.toString());
    }
}
