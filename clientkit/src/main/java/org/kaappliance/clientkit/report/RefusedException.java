package org.kaappliance.clientkit.report;

import java.io.IOException;

/** The appliance does not want this node; trying again does not help. */
public final class RefusedException extends IOException {
    /** @param reason the appliance's words */
    public RefusedException(String reason) {
        super(reason);
    }
}
