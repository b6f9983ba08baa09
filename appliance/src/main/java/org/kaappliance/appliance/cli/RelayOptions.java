package org.kaappliance.appliance.cli;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.config.LocalInterfaces;
import org.kaappliance.config.SettingsException;
import org.kaappliance.relay.RelayPorts;
import picocli.CommandLine.Option;

/** What {@code send} and {@code receive} have in common. */
final class RelayOptions {
    @Option(names = "--iface", required = true, paramLabel = "IFACE", description = "network interface, e.g. eth0")
    private String iface;

    @Option(names = "-p", defaultValue = "30765", paramLabel = "PORT", description = "control port (default: 30765)")
    private int controlPort;

    @Option(names = "-P", defaultValue = "30764", paramLabel = "PORT", description = "data port (default: 30764)")
    private int dataPort;

    @Option(names = "--json", description = "the summary as one JSON object")
    private boolean json;

    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    Inet4Address local() throws SettingsException {
        return LocalInterfaces.find(iface, Optional.empty()).address();
    }

    RelayPorts ports() {
        try {
            return new RelayPorts(RelayPorts.STANDARD.discovery(), RelayPorts.STANDARD.reply(), controlPort, dataPort);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    boolean json() {
        return json;
    }
}
