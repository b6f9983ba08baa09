package org.kaappliance.clientkit.node;

import java.io.IOException;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.relay.ReceiveResult;

/** Unpacks the golden node's files as they come. */
record ReceiveStep(Sessions sessions, String job, Tools tools, StepLog log) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.RECEIVE;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        log.line("receiving");
        ReceiveResult result = sessions.receiveAll("kainstall2-" + job, tools.sink(ReceiveCommands.files(clone.dir())));
        return "received " + result.bytes() + " digest ok";
    }
}
