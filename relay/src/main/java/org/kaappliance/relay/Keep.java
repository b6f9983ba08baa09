package org.kaappliance.relay;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.kaappliance.config.ByteSize;

/**
 * What the source keeps of its stream, for nodes that come late or come back. A source that can be read again ({@link StreamSource#reread}) is
 * not kept.
 *
 * @param memory how much in memory
 * @param spool where the rest goes; empty: nowhere, and a node that would need it is refused
 */
public record Keep(ByteSize memory, Optional<Spool> spool) {
    public static final Keep STANDARD = new Keep(ByteSize.ofMebibytes(64), Optional.empty());

    /** @param directory where a file without a name is made @param limit its size */
    public record Spool(Path directory, ByteSize limit) {}

    public Keep {
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(spool, "spool");
    }
}
