package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.SERVER;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.gated;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;
import org.kaappliance.relay.wire.StreamId;

/** Somebody on the network who knows everything about a session but its key. */
class StrangerTest {
    private static final Trust KEYED = Trust.keyed(SessionKey.of(bytes(32, 1)));
    private static final Inet4Address STRANGER = Ipv4Subnet.address("127.0.0.66");
    private static final StreamId STREAM = new StreamId(1, 2);

    /** A session that is under way and has two nodes, while a stranger tries his luck; afterwards it is complete. */
    private interface Attempt {
        void on(LoopbackFleet fleet, InetSocketAddress nodeData) throws Exception;
    }

    private static void during(Attempt attempt) throws Exception {
        byte[] stream = bytes(6 << 20, 3);
        CountDownLatch gate = new CountDownLatch(1);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 2).withTrust(KEYED);
            SendSession session = fleet.server.start(spec, gated(stream, gate), SendListener.none());
            var first = fleet.join(fleet.spec("s", 1).withTrust(KEYED), new LoopbackFleet.MemorySink());
            CompletableFuture<InetSocketAddress> parent = new CompletableFuture<>();
            ReceiveSpec second = fleet.spec("s", 2).withTrust(KEYED);
            var last = fleet.join(second, new LoopbackFleet.MemorySink(), event -> {
                if (event instanceof ReceiveEvent.Linked linked) {
                    parent.complete(linked.parent());
                }
            });
            attempt.on(fleet, parent.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            gate.countDown();
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.complete()).as(result.toString()).isTrue();
            assertThat(result.nodes()).hasSize(2);
            assertThat(first.await().error()).isEmpty();
            assertThat(last.await().error()).isEmpty();
            assertThat(last.sink.bytes.toByteArray()).isEqualTo(stream);
        }
    }

    /** What comes back on a connection to which this is sent; ends when the other end closes it. */
    private static byte[] answerTo(InetSocketAddress to, ByteBuffer... parts) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(STRANGER, 0));
            socket.connect(to, 10_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(joined(parts));
            return readAll(socket.getInputStream());
        }
    }

    /** In one piece, for the other end may close behind the first part that it does not like. */
    private static byte[] joined(ByteBuffer... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum());
        for (ByteBuffer part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] readAll(InputStream in) throws IOException {
        byte[] read = new byte[0];
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                read = Arrays.copyOf(read, read.length + 1);
                read[read.length - 1] = (byte) next;
            }
        } catch (SocketException e) {
            // reset: it did not even read all that we sent
        }
        return read;
    }

    private static Message message(byte[] bytes) {
        return MessageCodec.decode(ByteBuffer.wrap(bytes));
    }

    private static ByteBuffer keyedGreeting() {
        return new Greeting.Keyed("s", bytes(32, 5)).encode();
    }

    private static InetSocketAddress control(LoopbackFleet fleet) {
        return new InetSocketAddress(SERVER, fleet.server.ports().control());
    }

    private static Message.Hello hello(String node) {
        return Message.Hello.first("s", node, "", STRANGER, 9);
    }

    @Test
    void does_not_get_a_word_to_the_session_in_the_clear() throws Exception {
        during((fleet, nodeData) -> {
            ByteBuffer preface = Preface.CONTROL.encode();
            byte[] answer = answerTo(control(fleet), preface, Greeting.open(), MessageCodec.encode(hello("node-01")));
            assertThat(message(answer)).isEqualTo(new Message.Refused("session s needs a key"));
        });
    }

    @Test
    void can_neither_take_the_place_of_a_node_nor_say_anything_for_it_without_a_proof() throws Exception {
        during((fleet, nodeData) -> {
            byte[] answer = answerTo(
                    control(fleet),
                    Preface.CONTROL.encode(),
                    keyedGreeting(),
                    ByteBuffer.wrap(bytes(32, 6)),
                    MessageCodec.encode(hello("node-01")),
                    MessageCodec.encode(new Message.Failed("so there")));
            assertThat(answer.length).as("greeted at most").isIn(0, 66);
        });
    }

    @Test
    void cannot_start_the_session_before_its_time() throws Exception {
        byte[] stream = bytes(100_000, 3);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 2).withTrust(KEYED);
            SendSession session = fleet.server.start(spec, source(stream), SendListener.none());
            CountDownLatch joined = new CountDownLatch(1);
            var first = fleet.join(fleet.spec("s", 1).withTrust(KEYED), new LoopbackFleet.MemorySink(), event -> {
                if (event instanceof ReceiveEvent.Joined) {
                    joined.countDown();
                }
            });
            assertThat(joined.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            ByteBuffer go = MessageCodec.encode(new Message.Go("s", ""));
            answerTo(control(fleet), Preface.CONTROL.encode(), Greeting.open(), go.duplicate());
            answerTo(control(fleet), Preface.CONTROL.encode(), keyedGreeting(), ByteBuffer.wrap(bytes(32, 6)), go);
            assertThat(session.awaitFor(Duration.ofMillis(300))).isEmpty();
            var second = fleet.join(fleet.spec("s", 2).withTrust(KEYED), new LoopbackFleet.MemorySink());
            assertThat(session.awaitFor(LIMIT).orElseThrow().complete()).isTrue();
            assertThat(first.await().error()).isEmpty();
            assertThat(second.await().error()).isEmpty();
        }
    }

    @Test
    void is_served_by_neither_the_source_nor_a_node() throws Exception {
        during((fleet, nodeData) -> {
            Message attach = new Message.Attach("s", STREAM, 1, "node-02", 0, 300);
            InetSocketAddress source =
                    new InetSocketAddress(SERVER, fleet.server.ports().data());
            for (InetSocketAddress parent : new InetSocketAddress[] {source, nodeData}) {
                byte[] answer = answerTo(parent, Preface.DATA.encode(), Greeting.open(), MessageCodec.encode(attach));
                assertThat(message(answer)).isEqualTo(new Message.Reject(LinkLoss.REFUSED, "session s needs a key"));
                answer = answerTo(
                        parent,
                        Preface.DATA.encode(),
                        keyedGreeting(),
                        ByteBuffer.wrap(bytes(32, 6)),
                        MessageCodec.encode(attach));
                assertThat(answer.length).as("greeted at most").isIn(0, 66);
            }
        });
    }

    @Test
    void who_repeats_the_greeting_of_a_session_that_is_not_here_or_has_no_key_is_told_so() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            fleet.server.start(SendSpec.of("s", 1), source(new byte[10]), SendListener.none());
            byte[] answer = answerTo(control(fleet), Preface.CONTROL.encode(), keyedGreeting());
            assertThat(answer[0]).isZero();
            assertThat(message(Arrays.copyOfRange(answer, 1, answer.length)))
                    .isEqualTo(new Message.Refused("session s has no key"));
            answer = answerTo(control(fleet), Preface.CONTROL.encode(), new Greeting.Keyed("t", bytes(32, 5)).encode());
            assertThat(message(Arrays.copyOfRange(answer, 1, answer.length)))
                    .isEqualTo(new Message.Refused("no session t is open here"));
        }
    }

    @Test
    void who_hangs_up_at_any_byte_of_the_greeting_harms_nobody() throws Exception {
        byte[] all = new byte[Preface.BYTES + keyedGreeting().remaining() + 32];
        ByteBuffer.wrap(all).put(Preface.CONTROL.encode()).put(keyedGreeting());
        during((fleet, nodeData) -> {
            for (int length = 0; length <= all.length; length++) {
                cut(control(fleet), all, length);
                all[Preface.BYTES - 1] = 2; // data
                cut(nodeData, all, length);
                all[Preface.BYTES - 1] = 1;
            }
        });
    }

    private static void cut(InetSocketAddress to, byte[] bytes, int length) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(to, 10_000);
            socket.getOutputStream().write(bytes, 0, length);
        }
    }
}
