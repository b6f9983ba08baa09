package org.kaappliance.clientkit.node;

import java.io.IOException;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;

/** What the sequence tells the appliance. */
interface Reports {
    void step(NodeStep step, String detail);

    Verdict done() throws IOException, InterruptedException;

    void failed(NodeStep step, String reason) throws IOException, InterruptedException;
}
