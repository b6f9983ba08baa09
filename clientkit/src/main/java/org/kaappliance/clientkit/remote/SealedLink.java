package org.kaappliance.clientkit.remote;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import jdk.net.ExtendedSocketOptions;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.seal.AcceptorHandshake;
import org.kaappliance.relay.seal.ConnectorHandshake;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.seal.KeySchedule;
import org.kaappliance.relay.seal.Sealer;
import org.kaappliance.relay.seal.Seals;
import org.kaappliance.relay.wire.Preface;

/** A connection whose two ends have proved to hold the same key; every frame on it is sealed. One thread receives, any number send. */
final class SealedLink implements Closeable {
    /** What a frame holds at most. */
    static final int MAX_BYTES = 0xffff - Sealer.TAG_BYTES - 1;

    /** An end that says nothing for so long is dead: one that is at work says so every five seconds. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    /** What both ends have to prove themselves in. Of one that connects each step may take so long; one that is called has it for all of them. */
    static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private static final String SESSION = "golden";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Seals seals;
    private final ReentrantLock sending = new ReentrantLock();

    private SealedLink(Socket socket, Seals seals) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.seals = seals;
        socket.setSoTimeout((int) SILENCE.toMillis());
    }

    /** One frame. */
    record Frame(FrameKind kind, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** @throws IOException when nobody is there, or who is there does not hold the key */
    static SealedLink connect(InetSocketAddress golden, SessionKey key) throws IOException {
        if (golden.isUnresolved()) {
            throw new IOException("the name " + golden.getHostString() + " has no address");
        }
        Socket socket = new Socket();
        try {
            socket.connect(golden, (int) HANDSHAKE.toMillis());
            tune(socket);
            ConnectorHandshake handshake =
                    new ConnectorHandshake(new KeySchedule(key), Preface.GOLDEN, SESSION, RANDOM);
            send(socket, Preface.GOLDEN.encode());
            send(socket, handshake.greeting());
            ByteBuffer answer = ByteBuffer.wrap(read(socket, ConnectorHandshake.ANSWER_BYTES));
            ConnectorHandshake.Proved proved = handshake
                    .answered(answer)
                    .orElseThrow(() -> new IOException("it does not hold the key that is set here (clone.source-key)"));
            send(socket, proved.proof());
            return new SealedLink(socket, proved.seals());
        } catch (EOFException | SocketTimeoutException e) {
            socket.close();
            throw new IOException(
                    who(golden)
                            + " does not answer as a golden node: is 'ka-appliance golden serve' there, and of this version?",
                    e);
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot reach the golden node " + who(golden) + ": " + e.getMessage(), e);
        }
    }

    /** Empty, and closed, when the other end does not prove to hold the key. Who calls this closes the socket when that takes too long. */
    static Optional<SealedLink> accept(Socket socket, KeySchedule keys) throws IOException {
        tune(socket);
        Optional<Seals> seals = prove(socket, keys);
        if (seals.isEmpty()) {
            socket.close();
            return Optional.empty();
        }
        return Optional.of(new SealedLink(socket, seals.get()));
    }

    private static Optional<Seals> prove(Socket socket, KeySchedule keys) throws IOException {
        if (!Preface.GOLDEN.opens(ByteBuffer.wrap(read(socket, Preface.BYTES)))) {
            return Optional.empty();
        }
        ByteBuffer said = ByteBuffer.allocate(2 + 255 + Greeting.NONCE_BYTES);
        Optional<Greeting> greeting = Optional.empty();
        while (greeting.isEmpty()) {
            int missing = Greeting.bytesOf(said.duplicate().flip()) - said.position();
            said.put(read(socket, missing));
            greeting = Greeting.read(said.duplicate().flip());
        }
        if (!(greeting.get() instanceof Greeting.Keyed keyed)
                || !keyed.session().equals(SESSION)) {
            return Optional.empty();
        }
        AcceptorHandshake handshake = new AcceptorHandshake(keys, Preface.GOLDEN, keyed, Trust.Cipher.AES_GCM, RANDOM);
        send(socket, handshake.answer());
        return handshake.proved(ByteBuffer.wrap(read(socket, AcceptorHandshake.PROOF_BYTES)));
    }

    /** A peer that is gone without a word is found out while nothing is said. */
    private static void tune(Socket socket) throws IOException {
        socket.setSoTimeout((int) HANDSHAKE.toMillis());
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
    }

    /** Without reading ahead: what follows may be sealed. */
    private static byte[] read(Socket socket, int bytes) throws IOException {
        byte[] read = socket.getInputStream().readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("the connection ends in its greeting");
        }
        return read;
    }

    private static void send(Socket socket, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        socket.getOutputStream().write(copy);
    }

    static String who(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    void send(FrameKind kind, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(kind, ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, MAX_BYTES)));
    }

    /** Says that this end is at work, unless something else is being said. */
    void sayAlive() throws IOException {
        if (sending.tryLock()) {
            try {
                write(FrameKind.ALIVE, ByteBuffer.allocate(0));
            } finally {
                sending.unlock();
            }
        }
    }

    /** @param bytes at most {@link #MAX_BYTES}; waits while the other end does not read */
    void send(FrameKind kind, ByteBuffer bytes) throws IOException {
        sending.lock();
        try {
            write(kind, bytes);
        } finally {
            sending.unlock();
        }
    }

    private void write(FrameKind kind, ByteBuffer bytes) throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(1 + bytes.remaining())
                .put(kind.code())
                .put(bytes)
                .flip();
        ByteBuffer sealed = ByteBuffer.allocate(2 + plain.remaining() + Sealer.TAG_BYTES);
        sealed.putShort((short) (plain.remaining() + Sealer.TAG_BYTES));
        seals.out().seal(plain, sealed);
        out.write(sealed.array(), 0, sealed.position());
    }

    /** @throws IOException when the connection ends, is silent for {@link #SILENCE}, or brings what the other end has not sealed */
    Frame receive() throws IOException {
        try {
            byte[] sealed = new byte[in.readUnsignedShort()];
            in.readFully(sealed);
            ByteBuffer plain = ByteBuffer.allocate(sealed.length);
            if (!seals.in().open(ByteBuffer.wrap(sealed), plain)
                    || !plain.flip().hasRemaining()) {
                throw new IOException("the connection was tampered with: a frame does not open");
            }
            FrameKind kind = FrameKind.of(plain.get())
                    .orElseThrow(() -> new IOException("a frame of a kind that this version does not know"));
            byte[] bytes = new byte[plain.remaining()];
            plain.get(bytes);
            return new Frame(kind, bytes);
        } catch (EOFException e) {
            throw new IOException("the connection has ended", e);
        } catch (SocketTimeoutException e) {
            throw new IOException("nothing was heard for " + SILENCE.toSeconds() + " s", e);
        } catch (SocketException e) {
            throw new IOException("the connection is broken: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
