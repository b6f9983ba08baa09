package org.kaappliance.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The stream into a file, or onto a device; synced before it counts as done. What was written stays when the stream breaks off. */
public final class FileSink implements StreamSink {
    private final FileChannel channel;

    private FileSink(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates the file, or truncates it. */
    public static FileSink open(Path file) throws IOException {
        return new FileSink(FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            channel.write(chunk);
        }
    }

    @Override
    public void finish() throws IOException {
        channel.force(true);
        channel.close();
    }

    @Override
    public void abort(String reason) {
        try {
            channel.close();
        } catch (IOException e) {
            // there is nothing left to save
        }
    }
}
