package org.kaappliance.appliance.job;

import java.io.IOException;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.PlanException;

/** The one way from what is asked for to the whole plan: for people, for a new job, after a restart, and for each round. */
interface Planner {
    /**
     * Reads the golden system as it is now, and what the administrator has set for every cloning.
     *
     * @param order with its machines by their hardware addresses
     *
     * @throws PlanException when it cannot be cloned as it is asked for, or other drives would be written than those that were agreed to
     * @throws IOException when the golden system or a hook cannot be read
     */
    ClonePlan plan(JobOrder order) throws PlanException, IOException;

    /** What an order copies. @throws PlanException when there is no such source */
    GoldenSystem golden(JobOrder order) throws PlanException, IOException;
}
