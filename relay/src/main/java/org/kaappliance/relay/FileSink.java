package org.kaappliance.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The stream into a file, or onto a device; synced before it counts as done. What stands in the file stays until the first byte of the stream comes,
 * and what was written stays when the stream breaks off.
 */
public final class FileSink implements StreamSink {
    /** The types of inode(7). */
    private static final int TYPE_MASK = 0170000;

    private static final int REGULAR_FILE = 0100000;
    private static final int BLOCK_DEVICE = 0060000;

    private final Path file;
    private volatile FileChannel channel;
    private volatile boolean aborted;

    private FileSink(Path file) {
        this.file = file;
    }

    /**
     * Checks the place; the file is created, or truncated, when the stream comes.
     *
     * @throws IOException when the file cannot be written, as far as that shows without a write
     */
    public static FileSink open(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || Files.exists(file) && !Files.isWritable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        if (directory != null && !Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        return new FileSink(file);
    }

    private FileChannel channel() throws IOException {
        if (channel == null && !aborted) {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        }
        if (aborted) {
            closeAfterAbort();
            throw new IOException("aborted");
        }
        return channel;
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            channel().write(chunk);
        }
    }

    @Override
    public void finish() throws IOException {
        FileChannel complete = channel();
        if (keepsBytes()) {
            complete.force(true);
        }
        complete.close();
    }

    /** A pipe or a device like /dev/null has nothing to flush; fsync(2) there is an error. */
    private boolean keepsBytes() throws IOException {
        int type = (int) Files.getAttribute(file, "unix:mode") & TYPE_MASK;
        return type == REGULAR_FILE || type == BLOCK_DEVICE;
    }

    @Override
    public void abort(String reason) {
        aborted = true;
        closeAfterAbort();
    }

    private void closeAfterAbort() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // there is nothing left to save
        }
    }
}
