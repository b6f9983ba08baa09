package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;

/** Keeps what was reported. */
final class TestReports implements Reports {
    final List<String> said = new ArrayList<>();
    Verdict doneVerdict = Verdict.accepted();

    @Override
    public void step(NodeStep step, String detail) {
        said.add("step " + step);
    }

    @Override
    public Verdict done() {
        said.add("done");
        return doneVerdict;
    }

    @Override
    public void failed(NodeStep step, String reason) {
        said.add("failed " + step + ": " + reason);
    }
}
