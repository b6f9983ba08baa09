package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.kaappliance.config.DiskCondition;
import org.kaappliance.config.MacAddress;

/**
 * Which disk of a node becomes a drive. Its text has conditions separated by commas, all of which hold.
 *
 * @param node whose disks; empty: every node's that has no rule of its own for this drive
 * @param drive the golden node's name of it; {@link #KEPT}: a disk that this rule names is never written
 * @param conditions one or more
 */
public record DiskRule(Optional<MacAddress> node, String drive, List<DiskCondition> conditions) {
    /** In the place of a drive. */
    public static final String KEPT = "-";

    public DiskRule {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(drive, "drive");
        conditions = List.copyOf(conditions);
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("a rule for drive " + drive + " says nothing");
        }
    }

    /**
     * Reads a rule.
     *
     * @param node a hardware address, or {@code *}
     * @throws IllegalArgumentException when a condition cannot be understood
     */
    public static DiskRule parse(String node, String drive, String text) {
        Optional<MacAddress> mac = node.equals("*") ? Optional.empty() : Optional.of(MacAddress.parse(node));
        return new DiskRule(mac, drive, DiskCondition.parseAll(text));
    }

    /** A hardware address, or {@code *}. */
    public String nodeText() {
        return node.map(MacAddress::toString).orElse("*");
    }

    /** The conditions as {@link #parse} reads them. */
    public String text() {
        return String.join(",", conditions.stream().map(DiskCondition::text).toList());
    }
}
