package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** A node that holds a key, and a server or parent that is a stranger, or on whose connection a stranger speaks. */
class DistrustTest implements UpstreamEvents {
    private static final Inet4Address LOCAL = Ipv4Subnet.address("127.0.0.1");
    private static final StreamId STREAM = new StreamId(3, 4);
    private static final Trust KEYED = Trust.keyed(SessionKey.of(new byte[32]));
    private static final LinkTrust NODE = LinkTrust.of("s", KEYED);
    private static final int GREETING = Preface.BYTES + 2 + 1 + Greeting.NONCE_BYTES;
    private static final String SECRET = "the token of this node";

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StreamBuffer buffer = new StreamBuffer(16 << 20);
    private final long deadline = Wire.deadline(Duration.ofSeconds(20));
    private ServerSocketChannel stranger;
    private AutoCloseable node = () -> {};

    @BeforeEach
    void listen() throws IOException {
        stranger = ServerSocketChannel.open().bind(new InetSocketAddress(LOCAL, 0));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        stranger.close();
    }

    @Override
    public void linkUp(int epoch) {
        events.add("up");
    }

    @Override
    public void linkLost(int epoch, LinkLoss loss, String detail, long receivedBytes) {
        events.add(loss + " at " + receivedBytes + ": " + detail);
    }

    @Override
    public void streamEnded(long totalBytes, StreamDigest digest) {
        events.add("ended");
    }

    @Override
    public void upstreamFailed(String reason) {
        events.add(reason);
    }

    private String event() throws InterruptedException {
        return events.poll(20, TimeUnit.SECONDS);
    }

    private SocketChannel control() throws IOException {
        Message hello = Message.Hello.first("s", "n", SECRET, LOCAL, 9);
        InetSocketAddress server = (InetSocketAddress) stranger.getLocalAddress();
        node = new NodeControl(LOCAL, server, NODE, hello, m -> events.add("heard " + m), events::add);
        return stranger.accept();
    }

    private SocketChannel data(LinkTrust trust) throws IOException {
        Upstream upstream = new Upstream(trust, "n", LOCAL, Duration.ofSeconds(5), buffer, this);
        node = upstream;
        upstream.connect(new Message.ParentLink("p", LOCAL, stranger.socket().getLocalPort(), 1), STREAM);
        return stranger.accept();
    }

    /** Takes the other part of the handshake as somebody who holds the key does. */
    private PeerLink prove(SocketChannel channel, Preface preface, Trust trust) throws IOException {
        assertThat(preface.opens(Wire.read(channel, Preface.BYTES, deadline))).isTrue();
        return Handshake.accept(channel, preface, name -> Optional.of(LinkTrust.of("s", trust)), deadline);
    }

    private static ByteBuffer falseAnswer() {
        return ByteBuffer.allocate(66).put(0, (byte) 1);
    }

    /** How many bytes come before the other end closes. */
    private int bytesUntilClosed(SocketChannel channel) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(4096);
        try {
            while (channel.read(in) >= 0) {
                // more
            }
        } catch (IOException e) {
            // reset, as we have said what it did not read
        }
        return in.position();
    }

    private static BlockHeader header(byte[] payload) {
        return new BlockHeader(BlockHeader.Kind.BLOCK, payload.length, 0, BlockHeader.crcOf(ByteBuffer.wrap(payload)));
    }

    private static ByteBuffer encoded(BlockHeader header) {
        ByteBuffer out = ByteBuffer.allocate(BlockHeader.BYTES);
        header.put(out);
        return out.flip();
    }

    @Test
    void a_server_that_does_not_prove_the_key_is_told_nothing_and_is_not_heard() throws Exception {
        try (SocketChannel channel = control()) {
            Wire.write(channel, falseAnswer(), MessageCodec.encode(new Message.Aborted("so there")));
            assertThat(event()).isEqualTo("127.0.0.1 does not hold the session's key");
            assertThat(bytesUntilClosed(channel)).isEqualTo(GREETING);
            assertThat(events).isEmpty();
        }
    }

    @Test
    void a_server_that_speaks_in_the_clear_aborts_nobody() throws Exception {
        ByteBuffer open = ByteBuffer.wrap(new byte[] {0});
        try (SocketChannel channel = control()) {
            Wire.write(channel, open, MessageCodec.encode(new Message.Aborted("so there")));
            assertThat(event()).isEqualTo("127.0.0.1 does not greet us: it answers something else");
            assertThat(bytesUntilClosed(channel)).isEqualTo(GREETING);
            assertThat(events).isEmpty();
        }
    }

    @Test
    void a_server_that_sends_our_own_greeting_back_proves_nothing() throws Exception {
        try (SocketChannel channel = control()) {
            ByteBuffer greeting = Wire.read(channel, GREETING, deadline).position(Preface.BYTES);
            Wire.write(channel, greeting, ByteBuffer.allocate(66));
            assertThat(event()).isEqualTo("127.0.0.1 does not hold the session's key");
        }
    }

    @Test
    void a_message_in_the_clear_on_a_sealed_connection_ends_it_and_is_not_heard() throws Exception {
        try (SocketChannel channel = control()) {
            PeerLink link = prove(channel, Preface.CONTROL, KEYED);
            assertThat(link.readMessage(deadline)).isInstanceOf(Message.Hello.class);
            link.write(new Message.SourceBeat());
            assertThat(event()).isEqualTo("heard SourceBeat[]");
            Wire.write(channel, MessageCodec.encode(new Message.Aborted("so there, and more of it")));
            assertThat(event()).isEqualTo("malformed message: a sealed message that does not open");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void a_server_that_says_nothing_is_not_waited_for_longer_than_the_limit() throws Exception {
        long startNanos = System.nanoTime();
        try (SocketChannel channel = control()) {
            assertThat(event()).isEqualTo("127.0.0.1 does not answer the greeting");
            assertThat(System.nanoTime() - startNanos)
                    .isBetween(Handshake.LIMIT.toNanos() - 500_000_000, Handshake.LIMIT.toNanos() + 5_000_000_000L);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void a_parent_that_does_not_prove_the_key_feeds_nobody() throws Exception {
        byte[] payload = new byte[5000];
        try (SocketChannel channel = data(NODE)) {
            Wire.write(
                    channel,
                    falseAnswer(),
                    MessageCodec.encode(new Message.Accept()),
                    encoded(header(payload)),
                    ByteBuffer.wrap(payload));
            assertThat(event()).isEqualTo("REFUSED at 0: 127.0.0.1 does not hold the session's key");
            assertThat(buffer.end()).isZero();
            assertThat(bytesUntilClosed(channel)).isEqualTo(GREETING);
        }
    }

    @Test
    void a_parent_that_does_not_encrypt_feeds_no_node_whose_source_does() throws Exception {
        LinkTrust trust = LinkTrust.of("s", KEYED);
        trust.learn(Trust.Cipher.AES_GCM);
        try (SocketChannel channel = data(trust)) {
            Thread proving = new Thread(() -> {
                try {
                    prove(channel, Preface.DATA, KEYED);
                } catch (IOException e) {
                    events.add("parent: " + e.getMessage());
                }
            });
            proving.start();
            assertThat(List.of(event(), event()))
                    .containsExactlyInAnyOrder(
                            "REFUSED at 0: 127.0.0.1 does not encrypt the stream",
                            "parent: 127.0.0.1 has not proved that it holds the key of session s");
            proving.join(5000);
        }
    }

    @Test
    void a_sealed_block_that_was_changed_on_its_way_drops_the_link() throws Exception {
        byte[] payload = new byte[5000];
        try (SocketChannel channel = data(NODE)) {
            PeerLink link = prove(channel, Preface.DATA, KEYED.encrypted());
            assertThat(link.readMessage(deadline)).isInstanceOf(Message.Attach.class);
            link.write(new Message.Accept());
            assertThat(event()).isEqualTo("up");
            ByteBuffer records = link.frames().orElseThrow().seal(encoded(header(payload)), ByteBuffer.wrap(payload));
            records.put(3000, (byte) (records.get(3000) ^ 1));
            Wire.write(channel, records);
            assertThat(event()).isEqualTo("BAD_BLOCK at 0: a sealed block that does not open");
            assertThat(buffer.end()).isZero();
        }
    }

    @Test
    void a_sealed_block_is_taken_and_nothing_of_it_can_be_read_on_its_way() throws Exception {
        byte[] payload = new byte[5000];
        try (SocketChannel channel = data(NODE)) {
            PeerLink link = prove(channel, Preface.DATA, KEYED.encrypted());
            assertThat(link.readMessage(deadline)).isInstanceOf(Message.Attach.class);
            link.write(new Message.Accept());
            ByteBuffer records = link.frames().orElseThrow().seal(encoded(header(payload)), ByteBuffer.wrap(payload));
            byte[] seen = new byte[records.remaining()];
            records.duplicate().get(seen);
            assertThat(seen).hasSize(BlockHeader.BYTES + payload.length + 32);
            assertThat(new String(seen, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("\0\0\0\0");
            Wire.write(channel, records);
            link.writeFrame(encoded(BlockHeader.idle(5000)));
            assertThat(event()).isEqualTo("up");
            while (buffer.end() < payload.length && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(buffer.end()).isEqualTo(payload.length);
            assertThat(events).isEmpty();
        }
    }
}
