package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.SERVER;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.gated;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;

class GarbageTest {
    private static final int ROUNDS = 40;

    private final Random random = new Random(42);

    @Test
    void random_bytes_on_every_port_never_end_a_session() throws Exception {
        byte[] stream = bytes(8 << 20, 3);
        CountDownLatch thrown = new CountDownLatch(1);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session = fleet.server.start(SendSpec.of("s", 2), gated(stream, thrown), SendListener.none());
            RelayPorts ports = fleet.server.ports();
            throwGarbageAt(ports);
            var first = fleet.join("s", 1);
            throwGarbageAt(ports);
            CompletableFuture<InetSocketAddress> parent = new CompletableFuture<>();
            var second = fleet.join(fleet.spec("s", 2), new LoopbackFleet.MemorySink(), event -> {
                if (event instanceof ReceiveEvent.Linked linked) {
                    parent.complete(linked.parent());
                }
            });
            InetSocketAddress firstData = parent.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(firstData.getAddress().getHostAddress()).isEqualTo("127.0.0.11");
            for (int i = 0; i < ROUNDS; i++) {
                throwGarbageAt(firstData, Preface.DATA);
            }
            throwGarbageAt(ports);
            thrown.countDown();
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(first.await().complete()).isTrue();
            assertThat(second.await().complete()).isTrue();
            assertThat(second.sink.bytes.toByteArray()).isEqualTo(stream);
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

    private void throwGarbageAt(InetSocketAddress target, Preface preface) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(target, 10_000);
            write(socket, preface);
        }
    }

    private void write(Socket socket, Preface preface) {
        try {
            if (random.nextBoolean()) {
                socket.getOutputStream().write(preface.encode().array());
                socket.getOutputStream().write(random.nextInt(3)); // open, keyed, and what is no greeting
            }
            socket.getOutputStream().write(garbage());
        } catch (IOException e) {
            // closed half-way: as good as heard
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
