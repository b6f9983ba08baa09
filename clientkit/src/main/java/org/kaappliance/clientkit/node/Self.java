package org.kaappliance.clientkit.node;

import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * This machine in its job.
 *
 * @param mac {@code 52:54:00:77:00:01}
 * @param address IPv4, in stage 1
 * @param job the job's id
 * @param sys {@code /sys}
 * @param identity hears what this clone is known by: a kind and a fingerprint
 */
record Self(String mac, String address, String job, Path sys, BiConsumer<String, String> identity) {
    static final Self UNKNOWN = new Self("", "", "", Path.of("/sys"), (kind, fingerprint) -> {});
}
