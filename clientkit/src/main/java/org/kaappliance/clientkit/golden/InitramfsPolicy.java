package org.kaappliance.clientkit.golden;

import java.util.Locale;

/** When a clone's initramfs is made anew on its machine. */
public enum InitramfsPolicy {
    /** When it lacks a module that the machine's disks or the layers on them need. */
    AUTO,
    ALWAYS,
    NEVER;

    /** {@code auto}, {@code always}, {@code never}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws PlanException when it is none of them */
    public static InitramfsPolicy parse(String text) throws PlanException {
        for (InitramfsPolicy policy : values()) {
            if (policy.text().equals(text)) {
                return policy;
            }
        }
        throw new PlanException("initramfs '" + text + "' is not known (expected auto, always or never)");
    }
}
