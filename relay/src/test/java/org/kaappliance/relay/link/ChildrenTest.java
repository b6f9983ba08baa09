package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ChildLink;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;
import org.kaappliance.relay.wire.StreamId;

class ChildrenTest {
    private static final StreamId STREAM = new StreamId(3, 4);
    private static final int BLOCK = BlockHeader.MAX_BLOCK_BYTES;

    private final StreamBuffer buffer = new StreamBuffer(16 << 20);
    private final Children children = new Children(LinkTrust.open("s"), buffer);
    private DataListener listener;

    @BeforeEach
    void listen() throws IOException {
        InetSocketAddress bind = new InetSocketAddress(Ipv4Subnet.address("127.0.0.1"), 0);
        listener = DataListener.open(bind, name -> name.equals("s") ? Optional.of(children) : Optional.empty());
    }

    @AfterEach
    void stop() {
        buffer.close();
        children.close();
        listener.close();
        assertThat(listener.awaitThreads()).isTrue();
    }

    private void fill(int blocks) throws InterruptedException {
        for (int i = 0; i < blocks; i++) {
            ByteBuffer slot = buffer.reserve(BLOCK, () -> false).orElseThrow();
            buffer.commit(BLOCK, BlockHeader.crcOf(slot));
        }
    }

    private SocketChannel attach(Message.Attach attach) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(Ipv4Subnet.address("127.0.0.1"), listener.port()));
        Wire.write(channel, Preface.DATA.encode(), Greeting.open(), MessageCodec.encode(attach));
        return channel;
    }

    private Message answerTo(Message.Attach attach) throws IOException {
        try (SocketChannel channel = attach(attach)) {
            return Wire.readMessage(channel, Wire.deadline(Duration.ofSeconds(10)));
        }
    }

    @Test
    void only_a_child_with_the_right_session_stream_epoch_and_name_is_served() throws Exception {
        children.allow(STREAM, List.of(new ChildLink("n", 2, Message.Pace.HOLDS)));
        assertThat(answerTo(new Message.Attach("s", STREAM, 2, "n", 0, 300))).isEqualTo(new Message.Accept());
        assertThat(answerTo(new Message.Attach("s", new StreamId(3, 5), 2, "n", 0, 300)))
                .isInstanceOf(Message.Reject.class);
        assertThat(answerTo(new Message.Attach("s", STREAM, 1, "n", 0, 300))).isInstanceOf(Message.Reject.class);
        assertThat(answerTo(new Message.Attach("s", STREAM, 2, "x", 0, 300))).isInstanceOf(Message.Reject.class);
    }

    @Test
    void a_child_that_comes_before_the_topology_says_so_is_let_in_when_it_does() throws Exception {
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 3, "n", 0, 300))) {
            children.allow(STREAM, List.of(new ChildLink("n", 3, Message.Pace.HOLDS)));
            assertThat(Wire.readMessage(channel, Wire.deadline(Duration.ofSeconds(5))))
                    .isEqualTo(new Message.Accept());
        }
    }

    @Test
    void a_child_that_wants_bytes_older_than_the_window_is_told_where_it_begins() throws Exception {
        fill(70);
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        Message answer = answerTo(new Message.Attach("s", STREAM, 1, "n", BLOCK, 300));
        assertThat(answer)
                .isEqualTo(new Message.Reject(
                        LinkLoss.WINDOW_LOST,
                        "byte 262144 is wanted, the window begins at " + 6 * BLOCK + "; nothing older is kept"));
        assertThat(answerTo(new Message.Attach("s", STREAM, 1, "n", 10L * BLOCK, 300)))
                .isEqualTo(new Message.Accept());
    }

    private BlockHeader firstHeader(SocketChannel channel) throws IOException {
        long deadline = Wire.deadline(Duration.ofSeconds(10));
        assertThat(Wire.readMessage(channel, deadline)).isEqualTo(new Message.Accept());
        return nextHeader(channel);
    }

    /** The next one that is not an idle mark. */
    private static BlockHeader nextHeader(SocketChannel channel) throws IOException {
        long deadline = Wire.deadline(Duration.ofSeconds(10));
        BlockHeader header;
        do {
            header = BlockHeader.read(Wire.read(channel, BlockHeader.BYTES, deadline))
                    .orElseThrow();
        } while (header.kind() == BlockHeader.Kind.IDLE);
        return header;
    }

    @Test
    void a_child_may_begin_within_a_block_also_within_one_that_has_yet_to_come() throws Exception {
        fill(2);
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 1, "n", BLOCK + 10, 300))) {
            BlockHeader header = firstHeader(channel);
            assertThat(header.offset()).isEqualTo(BLOCK + 10);
            assertThat(header.length()).isEqualTo(BLOCK - 10);
        }
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 1, "n", 3L * BLOCK + 1, 300))) {
            assertThat(Wire.readMessage(channel, Wire.deadline(Duration.ofSeconds(10))))
                    .isEqualTo(new Message.Accept());
            fill(2);
            assertThat(nextHeader(channel).offset()).isEqualTo(3L * BLOCK + 1);
        }
    }

    @Test
    void a_child_that_may_fall_behind_holds_nobody_and_hears_that_it_lost_the_window() throws Exception {
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.MAY_FALL_BEHIND)));
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 1, "n", 0, 300))) {
            assertThat(Wire.readMessage(channel, Wire.deadline(Duration.ofSeconds(10))))
                    .isEqualTo(new Message.Accept());
            fill(200);
            assertThat(buffer.end()).isEqualTo(200L * BLOCK);
            long position = drain(channel);
            assertThat(position).as("it was cut off").isLessThan(buffer.oldest());
            assertThat(answerTo(new Message.Attach("s", STREAM, 1, "n", position, 300)))
                    .isInstanceOfSatisfying(
                            Message.Reject.class,
                            reject -> assertThat(reject.loss()).isEqualTo(LinkLoss.WINDOW_LOST));
        }
    }

    /** Reads blocks until the connection ends; where it ended. */
    private long drain(SocketChannel channel) throws IOException {
        long position = 0;
        try {
            while (true) {
                BlockHeader header = nextHeader(channel);
                assertThat(header.offset()).isEqualTo(position);
                ByteBuffer payload = Wire.read(channel, header.length(), Wire.deadline(Duration.ofSeconds(10)));
                assertThat(BlockHeader.crcOf(payload)).isEqualTo(header.crc());
                position += header.length();
            }
        } catch (EOFException e) {
            return position;
        }
    }

    @Test
    void a_child_keeps_its_connection_when_its_pace_changes_and_then_holds_its_parent() throws Exception {
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.MAY_FALL_BEHIND)));
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 1, "n", 0, 300))) {
            fill(1);
            assertThat(firstHeader(channel).offset()).isZero();
            children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
            int taken = 0;
            AtomicBoolean over = new AtomicBoolean();
            while (taken < 200
                    && buffer.reserve(BLOCK, () -> over.getAndSet(true)).isPresent()) {
                buffer.commit(BLOCK, 0);
                over.set(false);
                taken++;
            }
            assertThat(taken).as("the parent waits for it").isLessThan(100);
            children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.MAY_FALL_BEHIND)));
            fill(200);
        }
    }

    @Test
    void a_second_connection_of_a_child_takes_the_place_of_the_first() throws Exception {
        fill(1);
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        long deadline = Wire.deadline(Duration.ofSeconds(10));
        try (SocketChannel first = attach(new Message.Attach("s", STREAM, 1, "n", 0, 300))) {
            assertThat(Wire.readMessage(first, deadline)).isEqualTo(new Message.Accept());
            try (SocketChannel second = attach(new Message.Attach("s", STREAM, 1, "n", 0, 300))) {
                assertThat(Wire.readMessage(second, deadline)).isEqualTo(new Message.Accept());
                ByteBuffer header = Wire.read(second, BlockHeader.BYTES, deadline);
                assertThat(BlockHeader.read(header).orElseThrow().offset()).isZero();
                assertThatThrownBy(() -> Wire.read(first, 1 << 20, deadline)).isInstanceOf(IOException.class);
                assertThat(System.nanoTime()).as("closed before the deadline").isLessThan(deadline);
            }
        }
    }
}
