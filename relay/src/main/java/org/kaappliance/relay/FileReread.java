package org.kaappliance.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** A regular file that can be read again for as long as it is the one that it was: the same inode, size and time of its last change. */
final class FileReread implements StreamSource.Reread {
    private final Path file;
    private final Identity identity;

    private record Identity(Object inode, long sizeBytes, FileTime modified) {
        static Identity of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (!now.isRegularFile()) {
                throw new IOException(file + " is not a regular file");
            }
            return new Identity(now.fileKey(), now.size(), now.lastModifiedTime());
        }
    }

    /** @throws IOException when there is no such file, or it is none that can be read twice */
    FileReread(Path file) throws IOException {
        this.file = file;
        this.identity = Identity.of(file);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count = Math.max(0, channel.read(into, position));
            if (!Identity.of(file).equals(identity)) {
                throw new IOException(file + " has changed since it was opened");
            }
            return count;
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is no longer there", e);
        }
    }
}
