package org.kaappliance.clientkit.node;

import java.io.IOException;
import org.kaappliance.clientkit.report.NodeStep;

/** Mounts the new file systems as the clone will. */
record MountStep(Tools tools) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.MOUNT;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        tools.runAll(MountCommands.mount(clone.volumes(), clone.dir()));
        return "mounted " + String.join(" ", clone.plan().disks().mountPoints());
    }
}
