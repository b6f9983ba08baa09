package org.kaappliance.appliance.job;

import java.io.IOException;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.relay.StreamSource;

/** Where a job's streams come from. */
interface JobStreams {
    /**
     * What nodes are to be told in the next round, from the golden system as it is now; {@link #golden} is then of this plan.
     *
     * @throws IOException when the golden system cannot be read just now
     * @throws PlanException when it cannot be cloned as it was ordered
     */
    ClonePlan plan() throws PlanException, IOException;

    /** The tools, for session {@code getstage2}. */
    StreamSource stage2();

    /**
     * The golden system's files, for session {@code kainstall2}.
     *
     * @param warnings hears what the program that reads them says, line by line
     */
    StreamSource golden(Consumer<String> warnings);

    /** The blocks of a partition or a drive, for a session {@code kaimage}. */
    StreamSource image(DeviceName device);

    /** About how many bytes {@link #golden} has; 0 while that is not known. */
    long goldenBytes();

    /** About how many bytes {@link #image} has; 0 while that is not known. */
    long imageBytes(DeviceName device);
}
