package org.kaappliance.clientkit.golden;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.kaappliance.clientkit.image.ImagePartSource;
import org.kaappliance.relay.StreamSource;

/** The Linux system in a disk image, which is attached and mounted read-only while something of it is read, and no longer. */
public final class ImageGolden implements GoldenSystem {
    @Override
    public ClonePlan plan(CloneRequest request) throws PlanException, IOException {
        if (!request.carriesFiles()) {
            return ClonePlan.plan(request);
        }
        var images = ImageDrives.read(request);
        try (MountedImage mounted = MountedImage.of(request)) {
            return ClonePlan.plan(request.at(mounted.root()), mounted.facts(request))
                    .withImages(images);
        }
    }

    @Override
    public StreamSource files(CloneRequest request, ClonePlan plan, Consumer<String> warnings) {
        return () -> {
            MountedImage mounted;
            try {
                mounted = MountedImage.of(request);
            } catch (PlanException e) {
                throw new IOException(e.getMessage(), e);
            }
            try {
                return new Files(
                        GoldenStream.of(request.at(mounted.root()), plan, warnings)
                                .open(),
                        mounted);
            } catch (IOException | RuntimeException e) {
                mounted.close();
                throw e;
            }
        };
    }

    @Override
    public StreamSource blocks(CloneRequest request, ClonePlan plan, DeviceName device) {
        return device.partition().isPresent()
                ? new ImagePartSource(request.source(), device.partition().get().partition())
                : new LocalGolden().blocks(request, plan, device);
    }

    /** Lets go of the image at its end. */
    private static final class Files extends FilterInputStream {
        private final MountedImage mounted;

        Files(InputStream in, MountedImage mounted) {
            super(in);
            this.mounted = mounted;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in.read(into, offset, length);
        }

        @Override
        public void close() throws IOException {
            try (mounted) {
                super.close();
            }
        }
    }
}
