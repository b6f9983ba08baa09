package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.BootCode;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.PartitionEntry;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.report.NodeStep;

/**
 * Erases the disks, writes their partition tables, and makes the arrays and volume groups on them.
 *
 * @param root where {@code proc}, {@code sys} and {@code dev} are
 */
record PartitionStep(Tools tools, Duration nodeWait, Path root) implements Step {
    /** Of the machine that this program runs on. */
    PartitionStep(Tools tools, Duration nodeWait) {
        this(tools, nodeWait, Path.of("/"));
    }

    @Override
    public NodeStep name() {
        return NodeStep.PARTITION;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException, PlanException {
        new KernelModules(tools, root).load(clone.disks().plan());
        OldContent old = new OldContent(root.resolve("sys"));
        for (TargetDrive drive : clone.drives()) {
            tools.runAll(old.release(drive.disk()));
        }
        for (TargetDrive drive : clone.drives()) {
            tools.runAll(PartitionCommands.wipe(drive.disk(), old.partitions(drive.disk())));
            if (drive.plan().image().isPresent()) {
                continue; // brings its own
            }
            tools.run(PartitionCommands.sfdisk(drive.disk()), drive.layout().sfdiskScript());
            tools.run(PartitionCommands.tellKernel(drive));
            awaitNodes(usedPartitions(drive));
            writeBootCode(clone, drive);
        }
        for (ToolCommand command : LayerCommands.make(clone.disks())) {
            tools.run(command.words(), command.input());
        }
        return "partitioned " + String.join(" ", made(clone.disks()));
    }

    /** Only these bytes, the golden disk's signature (at 440) among them, as the original does: Windows knows its disk by it. The table stands behind them. */
    private static void writeBootCode(Clone clone, TargetDrive drive) throws IOException {
        for (BootCode code : clone.plan().content().bootCode()) {
            if (code.drive().equals(drive.plan().drive())) {
                try (FileChannel disk = FileChannel.open(Path.of(drive.disk().path()), StandardOpenOption.WRITE)) {
                    disk.write(ByteBuffer.wrap(code.bytes()), 0);
                    disk.force(true);
                }
            }
        }
    }

    private static List<String> made(TargetDisks disks) {
        return Stream.concat(
                        disks.drives().stream().map(d -> d.disk().name()),
                        disks.plan().layers().stream()
                                .flatMap(layer -> layer.device().stream().map(DeviceName::text)))
                .toList();
    }

    /** Without the extended one: the kernel shows it as 1 KiB, or not at all where sectors are larger than that. */
    private static List<String> usedPartitions(TargetDrive drive) {
        return drive.layout().partitions().stream()
                .filter(p -> p.entry().level() != PartitionEntry.Level.EXTENDED)
                .map(p -> drive.disk().partitionPath(p.entry().number()))
                .toList();
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
