package org.kaappliance.tftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** What stands behind a name: bytes of a known length, readable at any offset and shared by any number of transfers. */
public interface Content {

    /** The length; the same for as long as the content is used. */
    long sizeBytes();

    /**
     * Fills the rest of {@code target} from an offset. Called on the event loop: memory or the page cache, nothing slower.
     *
     * @throws IOException when the bytes are no longer there; the transfer is ended with an error
     */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /**
     * What tells this version of the content from another one, for HTTP (RFC 9110 section 8.8.3), without quotes; the same as
     * long as the bytes are.
     */
    String entityTag();

    /** The open file behind it, so that the kernel can send it; empty when there is none. It is not to be closed. */
    default Optional<FileChannel> file() {
        return Optional.empty();
    }

    /** The bytes themselves; the array must not be changed afterwards. */
    static Content ofBytes(byte[] bytes) {
        return new BytesContent(bytes);
    }

    /** A text, in UTF-8. */
    static Content ofText(String text) {
        return new BytesContent(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A regular file of any length, opened here, once. It is closed when the last user has let go of it. Routes that are
     * asked for the same file again and again keep the content, as {@link FixedFileRoute} does.
     *
     * @throws IOException when it cannot be opened, or is no regular file
     */
    static Content ofFile(Path file) throws IOException {
        return FileContent.open(file);
    }
}
