package org.kaappliance.relay.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file whose name is deleted as soon as it is open: however this process ends, its space is free again. Only its owner could ever open it. */
final class SpoolFile implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;

    private SpoolFile(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Makes the directory when there is none. */
    static SpoolFile open(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            Path name = Files.createTempFile(
                    directory,
                    "ka-spool-",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                return new SpoolFile(
                        directory, FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE));
            } finally {
                Files.delete(name);
            }
        } catch (IOException e) {
            throw new IOException("the spool " + directory + " cannot be used: " + e, e);
        }
    }

    void write(ByteBuffer bytes, long position) throws IOException {
        try {
            for (long at = position; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("the spool " + directory + " cannot take more: " + e.getMessage(), e);
        }
    }

    int read(long position, ByteBuffer into, int count) throws IOException {
        ByteBuffer part = into.slice(into.position(), count);
        int read = channel.read(part, position);
        if (read <= 0) {
            throw new IOException("the spool " + directory + " lost what was in it");
        }
        into.position(into.position() + read);
        return read;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // its space is free all the same
        }
    }
}
