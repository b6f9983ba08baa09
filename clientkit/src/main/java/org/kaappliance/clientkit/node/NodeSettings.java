package org.kaappliance.clientkit.node;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.SessionKey;

/**
 * What the node was told on the kernel command line.
 *
 * @param server {@code ka.server}: the appliance
 * @param reportPort {@code ka.report}: TCP, where the appliance hears reports; 30767 when not given
 * @param job {@code ka.job}
 * @param token {@code ka.token}: this node's secret, which tells it from the others of the job
 * @param key {@code ka.key}: proves the job's nodes and the appliance to one another in its sessions, 64 hexadecimal digits
 * @param relayPorts with the discovery port of {@code ka.relay}, UDP; 4957 when not given. The other ports are told by what answers there
 * @param bootCard {@code BOOTIF}: the card that the firmware booted from, when the boot program said so (pxelinux {@code IPAPPEND 2})
 * @param commands {@code ka.exec=off}: the appliance must not run commands on this machine
 * @param consoleArguments the {@code console=} words, in their order
 */
record NodeSettings(
        Inet4Address server,
        int reportPort,
        String job,
        String token,
        SessionKey key,
        RelayPorts relayPorts,
        Optional<MacAddress> bootCard,
        CommandsFromAppliance commands,
        List<String> consoleArguments) {
    /** Whether the appliance may run commands here. */
    enum CommandsFromAppliance {
        ALLOWED,
        REFUSED
    }

    private static final int REPORT_PORT = 30767;

    NodeSettings {
        consoleArguments = List.copyOf(consoleArguments);
    }

    /**
     * Reads the text of {@code /proc/cmdline}.
     *
     * @throws IllegalArgumentException naming everything that is missing or wrong
     */
    static NodeSettings parse(String commandLine) {
        Map<String, String> values = new HashMap<>();
        List<String> consoles = new ArrayList<>();
        for (String word : commandLine.trim().split("\\s+")) {
            int eq = word.indexOf('=');
            if (eq > 0) {
                values.put(word.substring(0, eq), word.substring(eq + 1));
            }
            if (word.startsWith("console=")) {
                consoles.add(word);
            }
        }
        List<String> missing = List.of("ka.server", "ka.job", "ka.token", "ka.key").stream()
                .filter(key -> values.getOrDefault(key, "").isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the kernel command line lacks " + String.join(", ", missing)
                    + ": boot this machine with the menu of the appliance");
        }
        return new NodeSettings(
                Ipv4Subnet.address(values.get("ka.server")),
                port("ka.report", values, REPORT_PORT),
                values.get("ka.job"),
                values.get("ka.token"),
                key(values.get("ka.key")),
                relayPorts(port("ka.relay", values, RelayPorts.STANDARD.discovery())),
                Optional.ofNullable(values.get("BOOTIF")).map(NodeSettings::bootCard),
                values.getOrDefault("ka.exec", "on").equals("on")
                        ? CommandsFromAppliance.ALLOWED
                        : CommandsFromAppliance.REFUSED,
                consoles);
    }

    private static SessionKey key(String hex) {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("ka.key is no key (expected 64 hexadecimal digits)");
        }
        return SessionKey.ofHex(hex);
    }

    private static int port(String key, Map<String, String> values, int standard) {
        String text = values.getOrDefault(key, Integer.toString(standard));
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException(key + " is no port (expected 1 to 65535)");
        }
        return Integer.parseInt(text);
    }

    private static RelayPorts relayPorts(int discovery) {
        RelayPorts standard = RelayPorts.STANDARD;
        return new RelayPorts(discovery, standard.reply(), standard.control(), standard.data());
    }

    /** pxelinux writes the ARP hardware type in front: {@code 01-52-54-00-77-00-01} (syslinux doc/pxelinux.txt, IPAPPEND). */
    private static MacAddress bootCard(String bootif) {
        return MacAddress.parse(bootif.length() == 20 ? bootif.substring(3) : bootif);
    }

    /** Leaves token and key out. */
    @Override
    public String toString() {
        return "NodeSettings[server=" + server.getHostAddress() + ", job=" + job + ", bootCard=" + bootCard + "]";
    }
}
