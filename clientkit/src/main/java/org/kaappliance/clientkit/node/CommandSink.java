package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.kaappliance.relay.StreamSink;

/** The standard input of a running command. On the sink thread only. */
final class CommandSink implements StreamSink {
    private final Tools.Running command;
    private final OutputStream input;
    /** A pipe takes 64 KiB at a time; smaller writes are more calls. */
    private final byte[] copy = new byte[64 << 10];

    CommandSink(Tools.Running command) {
        this.command = command;
        this.input = command.process().getOutputStream();
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        try {
            while (chunk.hasRemaining()) {
                int count = Math.min(copy.length, chunk.remaining());
                chunk.get(copy, 0, count);
                input.write(copy, 0, count);
            }
        } catch (IOException e) {
            throw ended(e);
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            input.close();
        } catch (IOException e) {
            throw ended(e);
        }
        await();
    }

    @Override
    public void abort(String reason) {
        command.process().destroy();
    }

    /** A broken pipe says nothing; what the command said before it ended does. */
    private IOException ended(IOException e) throws IOException {
        await();
        return e;
    }

    private void await() throws IOException {
        try {
            command.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a command ends");
        }
    }
}
