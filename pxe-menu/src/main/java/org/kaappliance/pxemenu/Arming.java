package org.kaappliance.pxemenu;

/** How long a switch to the clone system lasts. */
public enum Arming {
    /** Until the machine is cloned. */
    ONCE,
    /** Until somebody ends it: the machine is armed again each time it has come up from the disk that was written. */
    STANDING
}
