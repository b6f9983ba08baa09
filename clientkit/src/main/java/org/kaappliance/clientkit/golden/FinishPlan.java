package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Objects;

/**
 * What makes the copy a machine of its own.
 *
 * @param fstab the clone's whole fstab, as {@link org.kaappliance.clientkit.text.ByteText}; it names file systems by UUID or label, never by
 *     device, because a node's disk may have another name
 * @param bootLoader what makes it boot
 * @param boot what the golden system has for that
 * @param initramfs when that is made anew
 * @param hooks the administrator's own, in their order
 */
public record FinishPlan(
        String fstab, BootLoader bootLoader, BootFacts boot, InitramfsPolicy initramfs, List<Hook> hooks) {
    public FinishPlan {
        Objects.requireNonNull(fstab, "fstab");
        Objects.requireNonNull(bootLoader, "bootLoader");
        Objects.requireNonNull(boot, "boot");
        Objects.requireNonNull(initramfs, "initramfs");
        hooks = List.copyOf(hooks);
    }

    /** One without hooks, of a golden system that brings nothing to boot by. */
    public FinishPlan(String fstab, BootLoader bootLoader) {
        this(fstab, bootLoader, BootFacts.NONE, InitramfsPolicy.AUTO, List.of());
    }

    /** The same with the settings of the appliance. */
    public FinishPlan with(InitramfsPolicy policy, List<Hook> ownHooks) {
        return new FinishPlan(fstab, bootLoader, boot, policy, ownHooks);
    }

    FinishPlan with(BootLoader recognised, BootFacts facts) {
        return new FinishPlan(fstab, recognised, facts, initramfs, hooks);
    }
}
