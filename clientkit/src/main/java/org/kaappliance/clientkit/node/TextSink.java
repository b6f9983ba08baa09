package org.kaappliance.clientkit.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.kaappliance.relay.StreamSink;

/** Keeps a short stream in memory, at most {@value #MAX_BYTES} bytes. */
final class TextSink implements StreamSink {
    private static final int MAX_BYTES = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        if (bytes.size() + chunk.remaining() > MAX_BYTES) {
            throw new IOException("the description is over " + MAX_BYTES + " bytes");
        }
        Channels.newChannel(bytes).write(chunk);
    }

    @Override
    public void finish() {}

    @Override
    public void abort(String reason) {
        bytes.reset();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
