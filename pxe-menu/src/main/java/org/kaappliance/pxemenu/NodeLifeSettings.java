package org.kaappliance.pxemenu;

import java.time.Duration;

/**
 * How patient {@link NodeLife} is.
 *
 * @param maxBoots network boots without a hello before a machine is parked, 1 or more
 * @param maxFailures failed tries before a machine is parked, 0 or more
 * @param bootWindow how long several PXE exchanges count as one boot: ROM, boot program and iPXE each ask for themselves
 */
public record NodeLifeSettings(int maxBoots, int maxFailures, Duration bootWindow) {
    public static final NodeLifeSettings DEFAULT = new NodeLifeSettings(5, 3, Duration.ofSeconds(20));

    public NodeLifeSettings {
        if (maxBoots < 1) {
            throw new IllegalArgumentException("max boots are 1 or more, got " + maxBoots);
        }
        if (maxFailures < 0) {
            throw new IllegalArgumentException("max failures are 0 or more, got " + maxFailures);
        }
        if (bootWindow.isNegative()) {
            throw new IllegalArgumentException("the boot window is not negative, got " + bootWindow);
        }
    }
}
