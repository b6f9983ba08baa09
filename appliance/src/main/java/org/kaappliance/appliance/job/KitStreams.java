package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DriveImage;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.StreamSource;

/** The streams of a job: stage 2 from the kit, the golden system from where it is. */
final class KitStreams implements JobStreams {
    private final Path kitDirectory;
    private final JobOrder order;
    private final GoldenSystem golden;
    private final CloneRequest request;
    private final Planner planner;
    private volatile ClonePlan plan; // of the present round

    /** Reads nothing yet. */
    KitStreams(Path kitDirectory, JobOrder order, GoldenSystem golden, CloneRequest request, Planner planner) {
        this.kitDirectory = kitDirectory;
        this.order = order;
        this.golden = golden;
        this.request = request;
        this.planner = planner;
    }

    @Override
    public ClonePlan plan() throws PlanException, IOException {
        plan = planner.plan(order);
        return plan;
    }

    @Override
    public StreamSource stage2() {
        return new FileSource(kitDirectory.resolve("stage2.tar"));
    }

    @Override
    public long goldenBytes() {
        return plan.disks().usedBytes();
    }

    @Override
    public long imageBytes(DeviceName device) {
        return plan.disks().image(device).map(DriveImage::usedBytes).orElse(0L);
    }

    @Override
    public StreamSource golden(Consumer<String> warnings) {
        return golden.files(request, plan, warnings);
    }

    @Override
    public StreamSource image(DeviceName device) {
        return golden.blocks(request, plan, device);
    }
}
