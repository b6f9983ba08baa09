package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.clientkit.image.DiskImageSource;
import org.kaappliance.clientkit.image.ImageSource;
import org.kaappliance.relay.StreamSource;

/** This host, or a directory tree on it: what the source of the request says. */
public final class LocalGolden implements GoldenSystem {
    @Override
    public ClonePlan plan(CloneRequest request) throws PlanException, IOException {
        return ClonePlan.plan(request);
    }

    @Override
    public StreamSource files(CloneRequest request, ClonePlan plan, Consumer<String> warnings) {
        return GoldenStream.of(request, plan, warnings);
    }

    @Override
    public StreamSource blocks(CloneRequest request, ClonePlan plan, DeviceName device) {
        Optional<Path> disk = request.raw().disks().stream()
                .filter(image -> image.drive().equals(device))
                .map(RawParts.Image::disk)
                .findFirst();
        return disk.<StreamSource>map(DiskImageSource::new).orElseGet(() -> new ImageSource(Path.of(device.path())));
    }
}
