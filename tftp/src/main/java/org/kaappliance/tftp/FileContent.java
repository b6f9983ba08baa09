package org.kaappliance.tftp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file, read with {@code pread} through one descriptor that all its transfers share.
 *
 * <p>Not mapped, on purpose: a page fault that waits for the disk inside Java code holds up every safepoint of the JVM, DHCP
 * included, and a mapped file that is cut while it is read is a SIGBUS. {@code pread} is native code to the JVM, reports
 * a cut file as a short read, has no 2 GiB limit, and costs half a microsecond a block. The descriptor is closed by the JDK's
 * cleaner when nothing refers to the channel any more.
 */
final class FileContent implements Content {
    private final FileChannel channel;
    private final long sizeBytes;
    private final String entityTag;

    private FileContent(FileChannel channel, long sizeBytes, String entityTag) {
        this.channel = channel;
        this.sizeBytes = sizeBytes;
        this.entityTag = entityTag;
    }

    static FileContent open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString(), null, "not a regular file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        long sizeBytes = channel.size();
        long modified = Files.getLastModifiedTime(file).to(TimeUnit.MICROSECONDS);
        return new FileContent(channel, sizeBytes, Long.toHexString(modified) + "-" + Long.toHexString(sizeBytes));
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public String entityTag() {
        return entityTag;
    }

    @Override
    public Optional<FileChannel> file() {
        return Optional.of(channel);
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        long at = offsetBytes;
        while (target.hasRemaining()) {
            int got = channel.read(target, at);
            if (got < 0) {
                throw new EOFException("the file was cut to " + at + " bytes while it was read");
            }
            at += got;
        }
    }
}
