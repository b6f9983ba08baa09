package org.kaappliance.clientkit.node;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/**
 * What the node was told on the kernel command line.
 *
 * @param server {@code ka.server}: the appliance
 * @param job {@code ka.job}
 * @param token {@code ka.token}: the job's secret
 * @param bootCard {@code BOOTIF}: the card that the firmware booted from, when the boot program said so (pxelinux {@code IPAPPEND 2})
 * @param consoleArguments the {@code console=} words, in their order
 */
record NodeSettings(
        Inet4Address server, String job, String token, Optional<MacAddress> bootCard, List<String> consoleArguments) {
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
        List<String> missing = List.of("ka.server", "ka.job", "ka.token").stream()
                .filter(key -> values.getOrDefault(key, "").isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the kernel command line lacks " + String.join(", ", missing)
                    + ": boot this machine with the menu of the appliance");
        }
        return new NodeSettings(
                Ipv4Subnet.address(values.get("ka.server")),
                values.get("ka.job"),
                values.get("ka.token"),
                Optional.ofNullable(values.get("BOOTIF")).map(NodeSettings::bootCard),
                consoles);
    }

    /** pxelinux writes the ARP hardware type in front: {@code 01-52-54-00-77-00-01} (syslinux doc/pxelinux.txt, IPAPPEND). */
    private static MacAddress bootCard(String bootif) {
        return MacAddress.parse(bootif.length() == 20 ? bootif.substring(3) : bootif);
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "NodeSettings[server=" + server.getHostAddress() + ", job=" + job + ", bootCard=" + bootCard + "]";
    }
}
