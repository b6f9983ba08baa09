package org.kaappliance.pxemenu;

/** Whether a machine's disk may be booted. */
public enum DiskState {
    /** The old system, or what the administrator answers for. */
    WHOLE,
    /** A clone was finished on it, and no other begun since. */
    CLONED,
    /** A clone was begun and not finished: must not be booted. Outlives failures, restarts and further jobs. */
    HALF_WRITTEN
}
