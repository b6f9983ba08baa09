package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.LocalInterfaces;
import org.kaappliance.config.SettingsException;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import picocli.CommandLine.Option;

/** What {@code send} and {@code receive} have in common. */
final class RelayOptions {
    @Option(
            names = "--iface",
            paramLabel = "IFACE",
            description = "network interface, e.g. eth0 (default: the only one that has an address)")
    private String iface;

    @Option(names = "-p", defaultValue = "30765", paramLabel = "PORT", description = "control port (default: 30765)")
    private int controlPort;

    @Option(
            names = "-P",
            paramLabel = "PORT",
            description = "data port (default: 30764; receive: one that the kernel chooses)")
    private Integer dataPort;

    @Option(
            names = "--group",
            defaultValue = "239.255.75.65",
            paramLabel = "ADDRESS",
            description = "multicast group for discovery (default: 239.255.75.65)")
    private String group;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "the session's key, 16 to 4096 bytes: only who has it can take part")
    private Path keyFile;

    @Option(names = "--allow-legacy", description = "original Ka-deploy 0.6 programs will do; not with a key")
    private boolean allowLegacy;

    @Option(
            names = "--window",
            paramLabel = "SIZE",
            description = "how much of the stream is kept in memory for nodes that lose their parent "
                    + "(default: a 64th of this machine's memory, 64MiB to 256MiB, "
                    + "and at most half of what this process may have)")
    private String window;

    @Option(names = "--quiet", description = "no progress, no events: errors and the summary only")
    private boolean quiet;

    @Option(names = "--json", description = "the summary as one JSON object")
    private boolean json;

    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    /** The interface that was named, or the only one there is. */
    InterfaceAddress local() throws SettingsException {
        if (iface != null) {
            return LocalInterfaces.find(iface, Optional.empty());
        }
        List<InterfaceAddress> candidates = LocalInterfaces.candidates();
        if (candidates.size() != 1) {
            throw new UsageException("which network? Say --iface IFACE: "
                    + (candidates.isEmpty()
                            ? "no interface that is up has an IPv4 address"
                            : "there are "
                                    + candidates.stream()
                                            .map(InterfaceAddress::toString)
                                            .collect(Collectors.joining(", "))));
        }
        return candidates.get(0);
    }

    boolean namesInterface() {
        return iface != null;
    }

    RelayPorts ports() {
        return checked(() -> new RelayPorts(
                RelayPorts.STANDARD.discovery(),
                RelayPorts.STANDARD.reply(),
                controlPort,
                dataPort == null ? RelayPorts.STANDARD.data() : dataPort,
                Ipv4Subnet.address(group)));
    }

    /** Where a receiver's own children connect; 0 lets the kernel choose. */
    int ownDataPort() {
        return dataPort == null ? 0 : dataPort;
    }

    Trust trust() throws IOException {
        Optional<SessionKey> key = keyFile == null ? Optional.empty() : Optional.of(SessionKey.read(keyFile));
        return checked(() -> {
            Trust trust = key.map(Trust::keyed).orElse(Trust.OPEN);
            return allowLegacy ? trust.withLegacy() : trust;
        });
    }

    ByteSize window() {
        return window == null ? MachineMemory.ofThisMachine().window() : size("--window", window);
    }

    /** A line for whoever did not ask for a key. */
    static void sayWhenOpen(Trust trust) {
        if (trust.key().isEmpty()) {
            System.err.println("the session is open to everybody on the network; --key-file closes it");
        }
    }

    boolean quiet() {
        return quiet;
    }

    boolean json() {
        return json;
    }

    /** What refuses a value of the user is a usage error with its text. */
    static <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    static ByteSize size(String option, String text) {
        return checked(() -> {
            try {
                return ByteSize.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
            }
        });
    }
}
