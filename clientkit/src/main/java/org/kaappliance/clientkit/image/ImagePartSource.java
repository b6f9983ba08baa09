package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kaappliance.relay.StreamSource;

/**
 * The used blocks of one partition in the image of a disk.
 *
 * @param image a file
 * @param partition its number
 */
public record ImagePartSource(Path image, int partition) implements StreamSource {
    @Override
    public InputStream open() throws IOException {
        AttachedImage attached = AttachedImage.of(image);
        try {
            Path device = attached.partition(partition);
            FileChannel channel = FileChannel.open(device, StandardOpenOption.READ);
            return new ImageStream(channel, channel.size(), UsedBlocks.of(device, channel.size()), attached::close);
        } catch (IOException e) {
            attached.close();
            throw e;
        }
    }
}
