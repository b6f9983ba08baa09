package org.kaappliance.clientkit.console;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.seal.AcceptorHandshake;
import org.kaappliance.relay.seal.ConnectorHandshake;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.wire.Preface;

/** The greeting of a console connection: the handshake of the relay's sessions ({@code docs/wire.md}, Trust), always keyed and encrypted. */
final class ConsoleHandshake {
    private static final SecureRandom RANDOM = new SecureRandom();

    private ConsoleHandshake() {}

    /** The node's end.
     *
     * @throws NotWantedException when the appliance does not know the machine's key any more
     * @throws IOException also when it has not proved that it holds it
     */
    static ConsoleWire connect(Socket socket, ConsoleKey key) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        ConnectorHandshake handshake = new ConnectorHandshake(key.keys(), Preface.CONSOLE, key.session(), RANDOM);
        out.write(bytes(Preface.CONSOLE.encode(), handshake.greeting()));
        int mode = in.readUnsignedByte();
        if (mode == Greeting.OPEN) {
            throw new NotWantedException();
        }
        ByteBuffer answer = ByteBuffer.allocate(ConnectorHandshake.ANSWER_BYTES).put((byte) mode);
        in.readFully(answer.array(), 1, answer.remaining());
        ConnectorHandshake.Proved proved = handshake
                .answered(answer.rewind())
                .filter(p -> p.seals().cipher() == Trust.Cipher.AES_GCM)
                .orElseThrow(() -> new IOException("what answers there does not hold this machine's key"));
        out.write(bytes(proved.proof()));
        return new ConsoleWire(socket, proved.seals());
    }

    /** The appliance's end.
     *
     * @param first bytes that were read already
     * @throws IOException when the other end does not hold the key of a machine that is known
     */
    static Accepted accept(Socket socket, byte[] first, ConsoleKey.Ring ring) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        Greeting.Keyed greeting = greeting(in, first);
        Optional<ConsoleKey> key = ring.ofSession(greeting.session());
        if (key.isEmpty()) {
            out.write(Greeting.OPEN);
            throw new IOException("no machine is known by " + greeting.session());
        }
        AcceptorHandshake handshake =
                new AcceptorHandshake(key.get().keys(), Preface.CONSOLE, greeting, Trust.Cipher.AES_GCM, RANDOM);
        out.write(bytes(handshake.answer()));
        byte[] proof = in.readNBytes(AcceptorHandshake.PROOF_BYTES);
        return handshake
                .proved(ByteBuffer.wrap(proof))
                .map(seals -> new Accepted(key.get(), new ConsoleWire(socket, seals)))
                .orElseThrow(() -> new IOException("it has not proved that it is " + greeting.session()));
    }

    /** @param wire of the machine that has this key */
    record Accepted(ConsoleKey key, ConsoleWire wire) {}

    private static Greeting.Keyed greeting(DataInputStream in, byte[] first) throws IOException {
        byte[] preface = new byte[Preface.BYTES];
        System.arraycopy(first, 0, preface, 0, first.length);
        in.readFully(preface, first.length, preface.length - first.length);
        if (!Preface.CONSOLE.opens(ByteBuffer.wrap(preface))) {
            throw new IOException("neither a line nor a console connection of this version");
        }
        ByteBuffer heard = ByteBuffer.allocate(0);
        while (heard.limit() < Greeting.bytesOf(heard)) {
            ByteBuffer longer = ByteBuffer.allocate(Greeting.bytesOf(heard)).put(heard);
            in.readFully(longer.array(), longer.position(), longer.remaining());
            heard = longer.rewind();
        }
        return Greeting.read(heard)
                .filter(Greeting.Keyed.class::isInstance)
                .map(Greeting.Keyed.class::cast)
                .orElseThrow(() -> new IOException("a console connection without a key"));
    }

    private static byte[] bytes(ByteBuffer... parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (ByteBuffer part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
