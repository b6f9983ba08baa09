package org.kaappliance.appliance.job;

import org.kaappliance.relay.StreamSource;

/** Where a job's streams come from. */
interface JobStreams {
    /** The tools, for session {@code getstage2}. */
    StreamSource stage2();

    /** The golden system's files, for session {@code kainstall2}. */
    StreamSource golden();

    /** About how many bytes {@link #golden} has; 0 while that is not known. */
    long goldenBytes();
}
