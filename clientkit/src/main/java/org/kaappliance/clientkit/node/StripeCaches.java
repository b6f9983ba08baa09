package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;

/**
 * The memory of arrays with parity: 256 stripes of 4 KiB of each member, about a MiB of a member. {@code blockdev --flushbufs} does not empty it.
 * See the kernel's admin-guide/md.rst, {@code stripe_cache_size}.
 *
 * @param sys {@code /sys}
 */
record StripeCaches(Path sys) {
    private static final Set<String> WITH_PARITY = Set.of("4", "5", "6");
    /** The least that the kernel takes: 68 KiB of each member stay. */
    private static final String LEAST = "17";

    /** Makes them as small as can be, and then as large as they were. */
    void empty(DiskPlan plan) throws IOException {
        for (StorageLayer layer : plan.layers()) {
            if (layer instanceof RaidArray raid && WITH_PARITY.contains(raid.level())) {
                Path name = Path.of(raid.array().path()).getFileName();
                Path size = sys.resolve("block").resolve(name).resolve("md/stripe_cache_size");
                String before = Files.readString(size).trim();
                write(size, LEAST);
                write(size, before);
            }
        }
    }

    /** In one write; appending, that is how sysfs takes it as well. */
    private static void write(Path file, String value) throws IOException {
        Files.writeString(file, value + "\n", StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }
}
