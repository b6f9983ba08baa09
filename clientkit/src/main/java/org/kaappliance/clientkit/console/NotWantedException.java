package org.kaappliance.clientkit.console;

import java.io.IOException;

/** The appliance has no console for this machine: it is not of this job, or not any more. */
final class NotWantedException extends IOException {
    NotWantedException() {
        super("the appliance holds no console for this machine");
    }
}
