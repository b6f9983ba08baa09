package org.kaappliance.clientkit.node;

import java.io.IOException;
import org.kaappliance.clientkit.report.NodeStep;

/** Makes file systems and swap areas with the UUIDs and labels of the plan. */
record FormatStep(Tools tools) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.FORMAT;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        tools.runAll(FormatCommands.of(clone.disks()));
        tools.runAll(SubvolumeCommands.make(clone.volumes(), clone.dir()));
        return "formatted";
    }
}
