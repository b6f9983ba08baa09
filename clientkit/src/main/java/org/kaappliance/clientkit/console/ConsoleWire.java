package org.kaappliance.clientkit.console;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.kaappliance.relay.seal.Sealer;
import org.kaappliance.relay.seal.Seals;

/**
 * Sealed records over a connection whose ends have proved themselves: u16 length of what follows, kind and payload encrypted, tag. One
 * thread reads; any thread writes, and waits while the other end does not take what was written.
 */
final class ConsoleWire implements AutoCloseable {
    static final int MAX_PAYLOAD_BYTES = 16 * 1024;
    private static final int MIN_BYTES = 1 + Sealer.TAG_BYTES;
    private static final int MAX_BYTES = MIN_BYTES + MAX_PAYLOAD_BYTES;

    /** What a record says. The order is the code on the wire. */
    enum Kind {
        /** The end that says so is alive. */
        PING,
        /** To the node: run this, {@link CommandText}. */
        RUN,
        /** From the node: what the command printed. */
        OUTPUT,
        /** From the node: what it printed on its standard error. */
        ERRORS,
        /** From the node: its exit code, u32. The last record. */
        EXIT,
        /** From the node: why it was not run, UTF-8. The last record. */
        REFUSED
    }

    /** @param payload as its kind has it */
    record Message(Kind kind, byte[] payload) {}

    private final Socket socket;
    private final Seals seals;
    private final DataInputStream in;
    private final OutputStream out;

    ConsoleWire(Socket socket, Seals seals) {
        this.socket = socket;
        this.seals = seals;
        try {
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        } catch (IOException e) {
            throw new IllegalStateException("a connected socket has streams", e);
        }
    }

    void ping() throws IOException {
        send(Kind.PING, new byte[0], 0);
    }

    void send(Kind kind, byte[] payload) throws IOException {
        send(kind, payload, payload.length);
    }

    /** @param length of the payload, at most {@link #MAX_PAYLOAD_BYTES} */
    void send(Kind kind, byte[] payload, int length) throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(1 + length)
                .put((byte) kind.ordinal())
                .put(payload, 0, length)
                .flip();
        ByteBuffer record = ByteBuffer.allocate(2 + plain.remaining() + Sealer.TAG_BYTES);
        record.putShort((short) (plain.remaining() + Sealer.TAG_BYTES));
        synchronized (out) {
            seals.out().seal(plain, record);
            out.write(record.array());
        }
    }

    /**
     * The next record that is no {@code ping}.
     *
     * @throws IOException when the connection ended, was silent for too long, or somebody has changed what is on it
     */
    Message read() throws IOException {
        Message message = readAny();
        while (message.kind() == Kind.PING) {
            message = readAny();
        }
        return message;
    }

    private Message readAny() throws IOException {
        int length = in.readUnsignedShort();
        if (length < MIN_BYTES || length > MAX_BYTES) {
            throw new IOException("a console record of " + length + " bytes");
        }
        ByteBuffer sealed = ByteBuffer.allocate(length);
        in.readFully(sealed.array());
        ByteBuffer plain = ByteBuffer.allocate(length);
        if (!seals.in().open(sealed, plain)) {
            throw new IOException("a console record that does not open");
        }
        int code = plain.flip().get();
        if (code < 0 || code >= Kind.values().length) {
            throw new IOException("a console record of unknown kind " + code);
        }
        byte[] payload = new byte[plain.remaining()];
        plain.get(payload);
        return new Message(Kind.values()[code], payload);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            return; // the descriptor is released all the same
        }
    }
}
