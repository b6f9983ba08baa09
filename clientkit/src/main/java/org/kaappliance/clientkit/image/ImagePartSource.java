package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
        return ImageStream.open(attached.partition(partition), ImageSource::content, attached);
    }
}
