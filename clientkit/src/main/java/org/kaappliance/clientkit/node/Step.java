package org.kaappliance.clientkit.node;

import java.io.IOException;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.report.NodeStep;

/** One step of the cloning. */
interface Step {
    NodeStep name();

    /**
     * Does it.
     *
     * @return what was done, for the console: {@code partitioned vda}
     * @throws IOException when a tool, a stream or a file fails
     * @throws PlanException when what was ordered cannot be done on this machine
     */
    String run(Clone clone) throws IOException, InterruptedException, PlanException;
}
