package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kaappliance.clientkit.report.NodeStep;

/** Erases the disks and writes their partition tables. */
record PartitionStep(Tools tools, Duration nodeWait) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.PARTITION;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        for (TargetDrive drive : clone.drives()) {
            tools.runAll(PartitionCommands.wipe(drive.disk()));
            tools.run(PartitionCommands.sfdisk(drive.disk()), drive.layout().sfdiskScript());
            tools.run(PartitionCommands.tellKernel(drive));
            awaitNodes(drive.partitionPaths());
        }
        return "partitioned "
                + String.join(
                        " ", clone.drives().stream().map(d -> d.disk().name()).toList());
    }

    /** The kernel makes the device files (devtmpfs) some time after it was told. */
    private void awaitNodes(List<String> paths) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + nodeWait.toNanos();
        for (String path : paths) {
            while (!Files.exists(Path.of(path))) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(path + " did not appear within " + nodeWait.toSeconds() + " s");
                }
                new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
            }
        }
    }
}
