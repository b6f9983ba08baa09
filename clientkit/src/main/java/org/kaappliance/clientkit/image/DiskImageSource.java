package org.kaappliance.clientkit.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kaappliance.relay.StreamSource;

/**
 * The used blocks of a whole disk of this host, or of a file that is an image of one.
 *
 * @param disk {@code /dev/sda}, nothing of which is in use, or an image that nobody writes to
 */
public record DiskImageSource(Path disk) implements StreamSource {
    /** What travels of it, as it is now. @throws IOException when it cannot be copied, with what to do */
    public DiskMap map() throws IOException {
        Held held = hold();
        try (held.image) {
            return DiskMap.of(held.device);
        }
    }

    @Override
    public InputStream open() throws IOException {
        Held held = hold();
        return ImageStream.open(held.device, DiskImageSource::content, held.image);
    }

    private static ImageStream.Content content(Path device, long size) throws IOException {
        DiskMap map = DiskMap.of(device);
        return new ImageStream.Content(map.neededBytes(), map.used());
    }

    private record Held(Path device, Closeable image) {}

    private Held hold() throws IOException {
        if (!Files.exists(disk)) {
            throw new IOException("there is no " + disk + " here");
        }
        if (Files.isRegularFile(disk)) {
            AttachedImage image = AttachedImage.of(disk);
            return new Held(image.device(), image::close);
        }
        Path device = disk.toRealPath();
        requireFree(device);
        HostProgram.run(List.of("blockdev", "--flushbufs", device.toString()));
        return new Held(device, () -> {});
    }

    /** A file system that is mounted changes while it is read, and its blocks would not fit together. */
    private static void requireFree(Path device) throws IOException {
        String mounted = HostProgram.run(
                        List.of("lsblk", "--noheadings", "--list", "--output", "MOUNTPOINT", device.toString()))
                .lines()
                .filter(line -> !line.isBlank())
                .map(String::strip)
                .findFirst()
                .orElse("");
        if (!mounted.isEmpty()) {
            throw new IOException(device + " is in use (" + mounted
                    + "): a whole drive is copied while nothing of it is mounted; start the machine from another disk");
        }
    }
}
