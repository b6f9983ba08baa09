package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kaappliance.relay.StreamSource;

/**
 * The used blocks of a partition, or of a file that is an image of one.
 *
 * @param device which must not change meanwhile: not mounted, or mounted read-only
 */
public record ImageSource(Path device) implements StreamSource {
    @Override
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(device, StandardOpenOption.READ);
        try {
            long size = channel.size();
            if (size <= 0) {
                throw new IOException(device + " has no size");
            }
            return new ImageStream(channel, size, UsedBlocks.of(device, size), () -> {});
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
