package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kaappliance.config.MacAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's table of hardware addresses (proc(5), /proc/net/arp): who has just talked to us from which address. */
final class NeighbourTable {
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourTable.class);
    private static final Path TABLE = Path.of("/proc/net/arp");
    private static final Pattern ADDRESS = Pattern.compile("(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
    private static final String NONE = "00:00:00:00:00:00";

    private final Path table;

    NeighbourTable() {
        this(TABLE);
    }

    NeighbourTable(Path table) {
        this.table = table;
    }

    /** All of it, by address; without machines behind a router. The kernel writes it from memory: reading does not block. */
    Map<String, MacAddress> read() {
        Map<String, MacAddress> machines = new HashMap<>();
        try (Stream<String> lines = Files.lines(table)) {
            lines.map(line -> line.split("\\s+"))
                    .filter(fields ->
                            fields.length >= 4 && ADDRESS.matcher(fields[3]).matches())
                    .filter(fields -> !fields[3].equals(NONE))
                    .forEach(fields -> machines.put(fields[0], MacAddress.parse(fields[3])));
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{}: {}", table, e.toString());
        }
        return machines;
    }
}
