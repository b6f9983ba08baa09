package org.kaappliance.appliance.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.GoldenStream;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.image.ImageSource;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.StreamSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of a job: stage 2 from the kit, the golden system from its root. */
final class KitStreams implements JobStreams {
    private static final Logger LOG = LoggerFactory.getLogger(KitStreams.class);

    private final Path kitDirectory;
    private final CloneRequest request;
    private volatile ClonePlan plan;
    private volatile long goldenBytes;

    KitStreams(Path kitDirectory, CloneRequest request, ClonePlan plan) {
        this.kitDirectory = kitDirectory;
        this.request = request;
        this.plan = plan;
    }

    private void startMeasuring() {
        Thread measure = new Thread(this::measure, "ka-golden-size");
        measure.setDaemon(true);
        measure.start();
    }

    @Override
    public ClonePlan plan() throws PlanException, IOException {
        plan = ClonePlan.plan(request);
        startMeasuring();
        return plan;
    }

    @Override
    public StreamSource stage2() {
        return new FileSource(kitDirectory.resolve("stage2.tar"));
    }

    @Override
    public long goldenBytes() {
        return goldenBytes;
    }

    @Override
    public StreamSource golden(Consumer<String> warnings) {
        return GoldenStream.of(request, plan, warnings);
    }

    @Override
    public StreamSource image(DeviceName partition) {
        return new ImageSource(Path.of(partition.path()));
    }

    /** Only for the percentages: what {@code du} says of the included mount points. */
    private void measure() {
        long sum = 0;
        for (String mountPoint : plan.disks().mountPoints()) {
            sum += request.live() || mountPoint.equals("/")
                    ? used(request.source().resolve("." + mountPoint))
                    : 0;
        }
        goldenBytes = sum;
    }

    private static long used(Path directory) {
        try {
            Process du = new ProcessBuilder(List.of("du", "-s", "-x", "-B1", directory.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out = du.inputReader()) {
                String line = out.readLine();
                return line == null ? 0 : Long.parseLong(line.split("\\s", 2)[0]);
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("the size of {} is not known: {}", directory, e.getMessage());
            return 0;
        }
    }
}
