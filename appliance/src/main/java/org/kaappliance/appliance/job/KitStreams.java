package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DriveImage;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.StreamSource;

/** The streams of a job: stage 2 from the kit, the golden system from where it is. */
final class KitStreams implements JobStreams {
    private final Path kitDirectory;
    private final CheckedOrder checked;
    private final Planner planner;
    private volatile ClonePlan plan;

    /** @param checked with the plan of the golden system when the job began */
    KitStreams(Path kitDirectory, CheckedOrder checked, Planner planner) {
        this.kitDirectory = kitDirectory;
        this.checked = checked;
        this.plan = checked.plan();
        this.planner = planner;
    }

    @Override
    public ClonePlan plan() throws PlanException, IOException {
        plan = planner.plan(checked.order());
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
        return checked.golden().files(checked.request(), plan, warnings);
    }

    @Override
    public StreamSource image(DeviceName device) {
        return checked.golden().blocks(checked.request(), plan, device);
    }
}
