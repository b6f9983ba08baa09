package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.kaappliance.config.MacAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's table of hardware addresses (proc(5), /proc/net/arp): who has just talked to us from which address. */
final class NeighbourTable {
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourTable.class);
    private static final Path TABLE = Path.of("/proc/net/arp");
    private static final String NONE = "00:00:00:00:00:00";

    private final Path table;

    NeighbourTable() {
        this(TABLE);
    }

    NeighbourTable(Path table) {
        this.table = table;
    }

    /** Empty when the kernel does not know it, or the client stands behind a router. */
    Optional<MacAddress> machineAt(Inet4Address client) {
        String address = client.getHostAddress();
        try (Stream<String> lines = Files.lines(table)) {
            return lines.map(line -> line.split("\\s+"))
                    .filter(fields -> fields.length >= 4 && fields[0].equals(address) && !fields[3].equals(NONE))
                    .findFirst()
                    .map(fields -> MacAddress.parse(fields[3]));
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{}: {}", table, e.toString());
            return Optional.empty();
        }
    }
}
