package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ParentLink;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

class UpstreamTest implements UpstreamEvents {
    private static final Inet4Address LOCAL = Ipv4Subnet.address("127.0.0.1");
    private static final StreamId STREAM = new StreamId(3, 4);
    private static final byte[] PAYLOAD = new byte[5000];

    /** The epoch in which our own code fails. */
    private static final int FAULTY = 99;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StreamBuffer buffer = new StreamBuffer(16 << 20);
    private ServerSocketChannel parent;
    private Upstream upstream;

    @BeforeEach
    void listen() throws IOException {
        parent = ServerSocketChannel.open().bind(new InetSocketAddress(LOCAL, 0));
        upstream = new Upstream(LinkTrust.open("s"), "n", LOCAL, Duration.ofSeconds(2), buffer, this);
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        parent.close();
        assertThat(upstream.awaitEnd()).isTrue();
    }

    @Override
    public void linkUp(int epoch) {
        if (epoch == FAULTY) {
            throw new OutOfMemoryError("test");
        }
        events.add("up " + epoch);
    }

    @Override
    public void linkLost(int epoch, LinkLoss loss, String detail, long receivedBytes) {
        events.add("lost " + epoch + " " + loss + " at " + receivedBytes);
    }

    @Override
    public void streamEnded(long totalBytes, StreamDigest digest) {
        events.add("ended " + totalBytes);
    }

    @Override
    public void upstreamFailed(String reason) {
        events.add(reason);
    }

    private String event() throws InterruptedException {
        return events.poll(10, TimeUnit.SECONDS);
    }

    private void connect(int epoch) throws IOException {
        upstream.connect(new ParentLink("p", LOCAL, parent.socket().getLocalPort(), epoch), STREAM);
    }

    /** Takes the child's connection and what it asks for. */
    private SocketChannel accept(int epoch, long offset) throws IOException {
        SocketChannel child = parent.accept();
        long deadline = Wire.deadline(Duration.ofSeconds(5));
        assertThat(Preface.DATA.opens(Wire.read(child, Preface.BYTES, deadline)))
                .isTrue();
        assertThat(Wire.read(child, 1, deadline)).isEqualTo(Greeting.open());
        assertThat(Wire.readMessage(child, deadline))
                .usingRecursiveComparison()
                .ignoringFields("roundTripMicros")
                .isEqualTo(new Message.Attach("s", STREAM, epoch, "n", offset, 300));
        Wire.write(child, MessageCodec.encode(new Message.Accept()));
        return child;
    }

    private static void send(SocketChannel child, BlockHeader header, byte[] payload) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(BlockHeader.BYTES + payload.length);
        header.put(out);
        Wire.write(child, out.put(payload).flip());
    }

    private static BlockHeader block(long offset) {
        int crc = BlockHeader.crcOf(ByteBuffer.wrap(PAYLOAD));
        return new BlockHeader(BlockHeader.Kind.BLOCK, PAYLOAD.length, offset, crc);
    }

    @Test
    void a_damaged_block_drops_the_link_and_it_is_asked_for_again_from_there() throws Exception {
        connect(1);
        try (SocketChannel child = accept(1, 0)) {
            send(child, block(0), PAYLOAD);
            byte[] damaged = PAYLOAD.clone();
            damaged[4711] ^= 1;
            send(child, block(5000), damaged);
            assertThat(event()).isEqualTo("up 1");
            assertThat(event()).isEqualTo("lost 1 BAD_BLOCK at 5000");
        }
        connect(1);
        try (SocketChannel child = accept(1, 5000)) {
            send(child, block(5000), PAYLOAD);
            StreamDigest digest = new StreamDigest("12".repeat(32));
            send(child, BlockHeader.end(10000, digest), digest.bytes());
            assertThat(event()).isEqualTo("up 1");
            assertThat(event()).isEqualTo("ended 10000");
        }
        assertThat(buffer.end()).isEqualTo(10000);
    }

    @Test
    void a_block_that_is_not_the_next_one_is_not_taken() throws Exception {
        connect(1);
        try (SocketChannel child = accept(1, 0)) {
            send(child, block(5000), PAYLOAD);
            assertThat(event()).isEqualTo("up 1");
            assertThat(event()).isEqualTo("lost 1 BAD_BLOCK at 0");
        }
    }

    @Test
    void an_end_that_comes_too_early_is_not_taken() throws Exception {
        connect(1);
        try (SocketChannel child = accept(1, 0)) {
            StreamDigest digest = new StreamDigest("12".repeat(32));
            send(child, BlockHeader.end(9, digest), digest.bytes());
            assertThat(event()).isEqualTo("up 1");
            assertThat(event()).isEqualTo("lost 1 BAD_BLOCK at 0");
            assertThat(buffer.digest()).isEmpty();
        }
    }

    @Test
    void a_parent_from_whom_nothing_comes_is_silent_and_one_that_sends_idle_marks_is_not() throws Exception {
        connect(1);
        try (SocketChannel child = accept(1, 0)) {
            assertThat(event()).isEqualTo("up 1");
            String event = null;
            long end = Wire.deadline(Duration.ofSeconds(3));
            while (event == null && System.nanoTime() < end) {
                send(child, BlockHeader.idle(0), new byte[0]);
                upstream.checkSilence(System.nanoTime());
                event = events.poll(50, TimeUnit.MILLISECONDS);
            }
            assertThat(event).isNull();
            long limit = Wire.deadline(Duration.ofSeconds(10));
            while (event == null && System.nanoTime() < limit) {
                upstream.checkSilence(System.nanoTime());
                event = events.poll(50, TimeUnit.MILLISECONDS);
            }
            assertThat(event).isEqualTo("lost 1 SILENT at 0");
        }
    }

    @Test
    void a_parent_whose_port_is_closed_is_unreachable() throws Exception {
        int port = parent.socket().getLocalPort();
        parent.close();
        upstream.connect(new ParentLink("p", LOCAL, port, 2), STREAM);
        assertThat(event()).isEqualTo("lost 2 UNREACHABLE at 0");
    }

    @Test
    void an_error_of_our_own_is_told_and_not_taken_for_a_parent_that_is_slow() throws Exception {
        connect(FAULTY);
        try (SocketChannel child = accept(FAULTY, 0)) {
            assertThat(event()).isEqualTo("receiving failed: test");
            assertThat(child.read(ByteBuffer.allocate(1)))
                    .as("the link is closed")
                    .isNegative();
        }
    }

    @Test
    void a_new_parent_takes_the_place_of_the_old_one_without_a_loss() throws Exception {
        connect(1);
        try (SocketChannel old = accept(1, 0)) {
            send(old, block(0), PAYLOAD);
            assertThat(event()).isEqualTo("up 1");
            long limit = Wire.deadline(Duration.ofSeconds(10));
            while (buffer.end() == 0 && System.nanoTime() < limit) {
                Thread.onSpinWait();
            }
            connect(2);
            try (SocketChannel fresh = accept(2, 5000)) {
                assertThat(event()).isEqualTo("up 2");
                assertThat(fresh.isOpen()).isTrue();
            }
        }
    }
}
