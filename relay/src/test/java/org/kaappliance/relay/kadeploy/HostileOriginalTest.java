package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.kadeploy.Originals.SERVER;
import static org.kaappliance.relay.kadeploy.Originals.bytes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendListener;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSession;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.kadeploy.Originals.Program;

/** Strangers who speak the 0.6 wire, or nearly. */
class HostileOriginalTest {
    private static final Inet4Address STRANGER = Ipv4Subnet.address("127.0.0.99");
    private static final int ROUNDS = 60;

    private final Random random = new Random(4);

    @TempDir
    private Path dir;

    @Test
    void random_packets_on_every_port_never_end_a_session_with_original_clients() throws Exception {
        byte[] stream = bytes(12_000_000, 3);
        try (Originals originals = new Originals(dir);
                RelayServer server = RelayServer.open(SERVER, originals.ports)) {
            SendSpec spec =
                    SendSpec.of("s", 3).withTrust(Trust.OPEN.withLegacy()).withMaxBytesPerSecond(8 << 20);
            SendSession session = server.start(spec, () -> new ByteArrayInputStream(stream), SendListener.none());
            throwAt(originals);
            Program first = originals.client("s", 1);
            Program second = originals.client("s", 2, "--layout", "x86-64");
            OwnNode own = OwnNode.join(OwnNode.spec("s", 3, originals.ports));
            first.awaitLine("parent");
            throwAt(originals);
            SendResult result = session.awaitFor(Duration.ofSeconds(60)).orElseThrow();
            assertThat(result.complete()).as(result.toString()).isTrue();
            assertThat(result.nodes()).hasSize(3);
            assertThat(first.await()).as(first.said()).isZero();
            assertThat(first.received()).isEqualTo(stream);
            assertThat(second.received()).isEqualTo(stream);
            assertThat(own.received()).isEqualTo(stream);
        }
    }

    private void throwAt(Originals originals) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            connectAndWrite(originals.ports.control(), almostAClient());
            connectAndWrite(originals.ports.data(), random.nextBoolean() ? new byte[0] : almostAClient());
            byte[] datagram = new byte[random.nextInt(220)];
            random.nextBytes(datagram);
            if (datagram.length > 2) {
                datagram[0] = 's';
                datagram[datagram.length - 1] = 0;
            }
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(STRANGER, 0))) {
                socket.send(new DatagramPacket(datagram, datagram.length, SERVER, originals.ports.discovery()));
            }
        }
    }

    private void connectAndWrite(int port, byte[] bytes) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(STRANGER, 0));
            socket.connect(new InetSocketAddress(SERVER, port), 10_000);
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // closed half-way: as good as heard
        }
    }

    /** A hello and then packets of any type but "go now", which any client may say, and "accepts data", which joins. */
    private byte[] almostAClient() {
        LegacyLayout layout = LegacyLayout.values()[random.nextInt(2)];
        byte[] hello = LegacyCodec.encode(layout, new ClientPacket.Hello(LegacyLayout.VERSION))
                .array();
        byte[] bytes = new byte[layout.clientBytes() * (1 + random.nextInt(400)) - random.nextInt(10)];
        random.nextBytes(bytes);
        for (int at = 0; at + 4 <= bytes.length; at += layout.clientBytes()) {
            int type = random.nextInt(12);
            bytes[at] = (byte) (type == 2 || type == 6 ? 3 : type);
            bytes[at + 1] = bytes[at + 2] = bytes[at + 3] = 0;
        }
        if (random.nextInt(4) > 0) {
            System.arraycopy(hello, 0, bytes, 0, Math.min(hello.length, bytes.length));
        }
        return bytes;
    }
}
