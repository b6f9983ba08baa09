package org.kaappliance.clientkit.golden;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One partition of a description.
 *
 * @param number as Linux numbers it; of an MBR 1 to 4, logical ones from 5
 * @param level where its entry stands; in a GPT all are primary
 * @param type what it is for
 * @param mebibytes its size, 1 or more; empty: takes all that is left
 * @param name of a GPT entry
 * @param uuid of a GPT entry (PARTUUID); empty: a new one on every clone
 */
public record PartitionEntry(
        int number,
        Level level,
        PartitionType type,
        OptionalLong mebibytes,
        Optional<String> name,
        Optional<UUID> uuid) {

    /** Where the entry of a partition stands. */
    public enum Level {
        PRIMARY,
        EXTENDED,
        LOGICAL
    }

    public PartitionEntry {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(mebibytes, "mebibytes");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uuid, "uuid");
    }

    /** One without a name and an identity of its own, as every entry of an MBR is. */
    public PartitionEntry(int number, Level level, PartitionType type, OptionalLong mebibytes) {
        this(number, level, type, mebibytes, Optional.empty(), Optional.empty());
    }

    /** Takes all that is left. */
    public boolean fill() {
        return mebibytes.isEmpty();
    }
}
