package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.image.ImageSink;
import org.kaappliance.clientkit.report.NodeStep;

/** Receives the partitions that are copied as blocks, each in a session of its own, and reads each back. */
record RawCopyStep(Sessions sessions, String job, Tools tools, StepLog log) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.RECEIVE;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        List<DeviceName> partitions = clone.plan().content().rawPartitions();
        for (int i = 0; i < partitions.size(); i++) {
            String device = clone.disks().path(partitions.get(i));
            log.line(copy(
                    device,
                    "kaimage" + (i + 1) + "-" + job,
                    clone.plan().content().verify()));
        }
        return partitions.isEmpty() ? "no partition is copied as it is" : "copied " + partitions.size() + " partitions";
    }

    private String copy(String device, String session, Verify verify) throws IOException, InterruptedException {
        ImageSink image = new ImageSink(Path.of(device));
        sessions.receiveAll(session, image);
        if (verify != Verify.NONE) {
            tools.run(List.of("blockdev", "--flushbufs", device));
            image.verify();
        }
        return device + " copied, " + image.writtenBytes() + " bytes" + (verify == Verify.NONE ? "" : ", verified");
    }
}
