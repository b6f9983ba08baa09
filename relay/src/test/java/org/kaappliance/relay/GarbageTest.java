package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.SERVER;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;

class GarbageTest {
    private static final int ROUNDS = 40;

    private final Random random = new Random(42);

    @Test
    void random_bytes_on_every_port_never_end_a_session() throws Exception {
        byte[] stream = bytes(8 << 20, 3);
        Map<String, Inet4Address> addresses = new ConcurrentHashMap<>();
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendListener listener = event -> {
                if (event instanceof SendEvent.Joined joined) {
                    addresses.put(joined.nodeId(), joined.address());
                }
            };
            SendSpec spec = SendSpec.of("s", 2).withMaxBytesPerSecond(8 << 20);
            SendSession session = fleet.server.start(spec, source(stream), listener);
            RelayPorts ports = fleet.server.ports();
            int nodeData = freePort();
            throwGarbageAt(ports);
            var first = fleet.join(fleet.spec("s", 1).withDataPort(nodeData), new LoopbackFleet.MemorySink());
            throwGarbageAt(ports);
            var second = fleet.join("s", 2);
            for (int i = 0; i < ROUNDS; i++) {
                throwGarbageAt(new InetSocketAddress("127.0.0.11", nodeData), Preface.DATA);
            }
            throwGarbageAt(ports);
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(first.await().complete()).isTrue();
            assertThat(second.sink.bytes.toByteArray()).isEqualTo(stream);
        }
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void throwGarbageAt(RelayPorts ports) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            throwGarbageAt(new InetSocketAddress(SERVER, ports.control()), Preface.CONTROL);
            throwGarbageAt(new InetSocketAddress(SERVER, ports.data()), Preface.DATA);
            byte[] datagram = garbage();
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(datagram, datagram.length, SERVER, ports.discovery()));
            }
        }
    }

    private void throwGarbageAt(InetSocketAddress target, Preface preface) {
        try (Socket socket = new Socket()) {
            socket.connect(target, 2000);
            if (random.nextBoolean()) {
                socket.getOutputStream().write(preface.encode().array());
            }
            socket.getOutputStream().write(garbage());
        } catch (IOException e) {
            // refused half-way: as good as heard
        }
    }

    private byte[] garbage() {
        byte[] garbage = new byte[random.nextInt(3 * MessageCodec.MAX_BYTES)];
        random.nextBytes(garbage);
        if (garbage.length > 3 && random.nextBoolean()) {
            garbage[0] = 0;
            garbage[1] = (byte) random.nextInt(60);
            garbage[2] = (byte) (random.nextBoolean() ? 1 : 65);
        }
        return garbage;
    }
}
