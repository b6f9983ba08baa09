package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DriveImage;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.image.ImageSink;
import org.kaappliance.clientkit.report.NodeStep;

/**
 * Receives the partitions and drives that are copied as blocks, each in a session of its own. They are read back later, with the files: the chain waits
 * for no machine that reads its disk.
 */
record RawCopyStep(Sessions sessions, String job, StepLog log) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.RECEIVE;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        List<DeviceName> partitions = clone.plan().content().rawPartitions();
        for (int i = 0; i < partitions.size(); i++) {
            String device = clone.disks().path(partitions.get(i));
            ImageSink image = sink(device, clone.plan().disks().image(partitions.get(i)));
            sessions.receiveAll("kaimage" + (i + 1) + "-" + job, image);
            log.line(device + " copied, " + image.writtenBytes() + " bytes");
            if (clone.plan().content().verify() != Verify.NONE) {
                clone.keep(image);
            }
        }
        return partitions.isEmpty() ? "nothing is copied as it is" : "copied " + partitions.size() + " as they are";
    }

    private static ImageSink sink(String device, Optional<DriveImage> image) throws IOException {
        return image.isPresent()
                ? ImageSink.ofDisk(Path.of(device), image.get().sectorBytes())
                : new ImageSink(Path.of(device));
    }
}
