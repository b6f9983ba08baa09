package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.function.Consumer;
import org.kaappliance.relay.StreamSource;

/** A system that is cloned: what nodes are told of it, and what travels to them. */
public interface GoldenSystem {
    /**
     * Reads it as it is now.
     *
     * @throws PlanException when it cannot be cloned as it is asked for
     * @throws IOException when it cannot be read
     */
    ClonePlan plan(CloneRequest request) throws PlanException, IOException;

    /**
     * Its files as one tar stream.
     *
     * @param plan what {@link #plan} gave for this request
     * @param warnings hears what the program that reads them says, line by line, on a thread of the stream
     */
    StreamSource files(CloneRequest request, ClonePlan plan, Consumer<String> warnings);

    /**
     * The used blocks of what the plan copies as it is.
     *
     * @param device one of {@link ContentPlan#rawPartitions}
     */
    StreamSource blocks(CloneRequest request, ClonePlan plan, DeviceName device);
}
