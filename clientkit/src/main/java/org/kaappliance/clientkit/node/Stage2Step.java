package org.kaappliance.clientkit.node;

import java.io.IOException;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.relay.ReceiveResult;

/** Receives the tools into memory, and gives them the kernel's file systems. */
record Stage2Step(Sessions sessions, String job, Tools stage1) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.STAGE2;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        String root = clone.toolRoot().toString();
        stage1.runAll(ReceiveCommands.makeStage2Dir(root));
        ReceiveResult result = sessions.receiveAll("getstage2-" + job, stage1.sink(ReceiveCommands.stage2(root)));
        stage1.runAll(ReceiveCommands.bindKernel(root));
        return "stage 2 received " + result.bytes();
    }
}
