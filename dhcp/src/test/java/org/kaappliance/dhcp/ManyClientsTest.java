package org.kaappliance.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server on two interfaces, clients of all kinds, and relays in front of a third network; needs root. */
public class ManyClientsTest {
    private static final String SETTINGS = """
            dhcp.mode = server
            dhcp.conflict-check = 0 seconds
            dhcp.interfaces = [ eth1 ]
            dhcp.pxe-menu.multicast-group = 224.0.1.2
            dhcp.subnets = [ { subnet = 10.80.0.0/24, pools = [ "10.80.0.50-10.80.0.60" ], router = 10.80.0.1 } ]
            """;
    private static final String SCRIPT = """
            #!/bin/sh
            [ "$1" = bound ] || exit 0
            ip address replace $ip/$mask brd + dev $interface
            echo "bound $ip/$mask router $router server $serverid"
            """;

    @TempDir
    private Path directory;

    private Lab lab;
    private RunningProcess server;
    private Path script;

    @BeforeEach
    public void lay() throws Exception {
        lab = Lab.create("many");
        lab.lan("lan0").lan("lan1").lan("lan2");
        lab.host("ours").host("cli0").host("cli1").host("cli2").host("relay");
        lab.card("ours", "eth0", "lan0", "52:54:00:78:00:01").address("ours", "eth0", "10.78.0.1/24");
        lab.card("ours", "eth1", "lan1", "52:54:00:79:00:01").address("ours", "eth1", "10.79.0.1/24");
        lab.card("cli0", "eth0", "lan0", "52:54:00:78:01:01");
        lab.card("cli1", "eth0", "lan1", "52:54:00:79:01:01");
        lab.card("cli2", "eth0", "lan2", "52:54:00:80:01:01");
        lab.card("relay", "eth0", "lan0", "52:54:00:78:00:03").address("relay", "eth0", "10.78.0.3/24");
        lab.card("relay", "eth1", "lan2", "52:54:00:80:00:01").address("relay", "eth1", "10.80.0.1/24");
        lab.run("ours", "ip", "route", "add", "10.80.0.0/24", "via", "10.78.0.3");
        script = Files.writeString(directory.resolve("bound"), SCRIPT);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path settings = Files.writeString(directory.resolve("ka.conf"), SETTINGS);
        server = lab.startJava("ours", ServerMain.class, "eth0", settings.toString());
        server.await("READY");
    }

    @AfterEach
    public void removeEverything() {
        lab.close();
    }

    private String udhcpc(String host) {
        return lab.run(
                host,
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

    @Test
    public void
            each_interface_answers_from_its_own_address_with_its_own_pool_hears_the_group_and_comes_back_with_its_cable() {
        assertThat(udhcpc("cli0")).contains("bound 10.78.0.100/24 router  server 10.78.0.1");
        assertThat(udhcpc("cli1")).contains("bound 10.79.0.100/24 router  server 10.79.0.1");
        assertThat(lab.runJava("cli1", BootServerClientMain.class, "10.79.0.1", "10.79.0.100", "52:54:00:79:01:01"))
                .contains("4011 pxelinux.0\n");
        lab.run("cli1", "ip", "route", "add", "224.0.0.0/4", "dev", "eth0");
        assertThat(lab.runJava("cli1", BootServerClientMain.class, "224.0.1.2", "10.79.0.100", "52:54:00:79:01:01"))
                .contains("4011 pxelinux.0\n");
        lab.run("ours", "ip", "link", "set", "eth1", "down");
        assertThat(udhcpc("cli0")).contains("bound 10.78.0.100/24 router  server 10.78.0.1");
        lab.run("ours", "ip", "link", "set", "eth1", "up");
        assertThat(udhcpc("cli1")).contains("bound 10.79.0.100/24 router  server 10.79.0.1");
    }

    @Test
    public void a_client_behind_dhcrelay_gets_an_address_of_its_own_network() throws Exception {
        RunningProcess relay =
                lab.start("relay", "dhcrelay", "-4", "-d", "-a", "-id", "eth1", "-iu", "eth0", "10.78.0.1");
        relay.await("Sending on   Socket/fallback");
        assertThat(udhcpc("cli2")).contains("bound 10.80.0.50/24 router 10.80.0.1 server 10.78.0.1");
    }

    @Test
    public void a_client_behind_the_relay_of_dnsmasq_gets_an_address_of_its_own_network() throws Exception {
        RunningProcess relay = lab.start(
                "relay",
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0",
                "--log-facility=-",
                "--user=root",
                "--pid-file",
                "--dhcp-relay=10.80.0.1,10.78.0.1");
        relay.await("DHCP relay from");
        assertThat(udhcpc("cli2")).contains("bound 10.80.0.50/24 router 10.80.0.1 server 10.78.0.1");
    }

    @Test
    public void dhcpcd_gets_an_address() throws Exception {
        RunningProcess dhcpcd = lab.start("cli0", "sh", "-c", """
                mount -t tmpfs tmpfs /var/lib/dhcpcd && mount -t tmpfs tmpfs /run &&
                exec dhcpcd -B -4 -A -f /dev/null -c /bin/true --noipv4ll eth0
                """);
        server.await("EVENT ACKED_PLAIN 52:54:00:78:01:01 10.78.0.100");
        dhcpcd.await("leased 10.78.0.100");
    }

    @Test
    public void systemd_networkd_gets_an_address() throws Exception {
        lab.start("cli0", "unshare", "-m", "sh", "-c", """
                mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/network /run/systemd/netif/links \
                  /run/systemd/netif/leases /run/systemd/netif/lldp /run/dbus &&
                chown -R systemd-network /run/systemd/netif &&
                printf '[Match]\\nName=eth0\\n[Network]\\nDHCP=ipv4\\nIPv6AcceptRA=no\\n' > /run/systemd/network/a.network &&
                mount -o remount,ro,bind /sys && exec /lib/systemd/systemd-networkd
                """);
        server.await("EVENT ACKED_PLAIN 52:54:00:78:01:01 10.78.0.100");
    }
}
