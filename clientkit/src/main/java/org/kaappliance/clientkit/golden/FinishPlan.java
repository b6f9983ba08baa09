package org.kaappliance.clientkit.golden;

import java.util.Objects;

/**
 * What makes the copy a machine of its own.
 *
 * @param fstab the clone's whole fstab, as {@link org.kaappliance.clientkit.text.ByteText}; it names file systems by UUID or label, never by
 *     device, because a node's disk may have another name
 * @param bootLoader what makes it boot
 */
public record FinishPlan(String fstab, BootLoader bootLoader) {
    public FinishPlan {
        Objects.requireNonNull(fstab, "fstab");
        Objects.requireNonNull(bootLoader, "bootLoader");
    }
}
