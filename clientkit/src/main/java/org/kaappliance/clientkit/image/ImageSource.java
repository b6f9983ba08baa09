package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kaappliance.relay.StreamSource;

/**
 * The used blocks of a partition, or of a file that is an image of one.
 *
 * @param device which must not change meanwhile: a partition that is mounted read-write is refused
 */
public record ImageSource(Path device) implements StreamSource {
    private static final List<String> MOUNTS =
            List.of("findmnt", "--noheadings", "--raw", "--nofsroot", "--output", "SOURCE,FS-OPTIONS,TARGET");

    @Override
    public InputStream open() throws IOException {
        requireUnwritten();
        return ImageStream.open(device, ImageSource::content, () -> {});
    }

    /** All of a partition. */
    static ImageStream.Content content(Path device, long size) throws IOException {
        if (size <= 0) {
            throw new IOException(device + " has no size");
        }
        return new ImageStream.Content(size, UsedBlocks.of(device, size));
    }

    /** partclone would see it, but there is not one for every file system. */
    private void requireUnwritten() throws IOException {
        if (!Files.exists(device) || Files.isRegularFile(device)) {
            return;
        }
        Object number = Files.getAttribute(device, "unix:rdev");
        for (String line : HostProgram.run(MOUNTS).lines().toList()) {
            String[] mount = line.split(" ", 3);
            boolean written = mount.length == 3 && (mount[1].equals("rw") || mount[1].startsWith("rw,"));
            Path source = Path.of(mount[0]);
            if (written
                    && source.isAbsolute()
                    && Files.exists(source)
                    && number.equals(Files.getAttribute(source, "unix:rdev"))) {
                throw new IOException(device + " is mounted at " + mount[2]
                        + " and may be written to while it is copied: unmount it, or mount it read-only until then");
            }
        }
    }
}
