package org.kaappliance.appliance.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.StreamSource;

/** The ends of a pipe: standard input as the stream, and the stream to standard output. */
final class StandardStreams {
    /** As a file name on the command line. */
    static final String DASH = "-";

    private StandardStreams() {}

    static StreamSource stdin() {
        return StandardStreams::input;
    }

    private static InputStream input() {
        return new FileInputStream(FileDescriptor.in);
    }

    static StreamSink stdout() {
        return new Output(new FileOutputStream(FileDescriptor.out).getChannel());
    }

    private record Output(FileChannel channel) implements StreamSink {
        @Override
        public void write(ByteBuffer chunk) throws IOException {
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }

        @Override
        public void finish() throws IOException {
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
}
