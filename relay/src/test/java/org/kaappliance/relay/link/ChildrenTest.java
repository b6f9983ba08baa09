package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
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
    private final Children children = new Children("s", buffer);
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
        Wire.write(channel, Preface.DATA.encode(), MessageCodec.encode(attach));
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
        assertThat(answerTo(new Message.Attach("s", STREAM, 2, "n", 0))).isEqualTo(new Message.Accept());
        assertThat(answerTo(new Message.Attach("s", new StreamId(3, 5), 2, "n", 0)))
                .isInstanceOf(Message.Reject.class);
        assertThat(answerTo(new Message.Attach("s", STREAM, 1, "n", 0))).isInstanceOf(Message.Reject.class);
        assertThat(answerTo(new Message.Attach("s", STREAM, 2, "x", 0))).isInstanceOf(Message.Reject.class);
    }

    @Test
    void a_child_that_comes_before_the_topology_says_so_is_let_in_when_it_does() throws Exception {
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 3, "n", 0))) {
            children.allow(STREAM, List.of(new ChildLink("n", 3, Message.Pace.HOLDS)));
            assertThat(Wire.readMessage(channel, Wire.deadline(Duration.ofSeconds(5))))
                    .isEqualTo(new Message.Accept());
        }
    }

    @Test
    void a_child_that_wants_bytes_older_than_the_window_is_told_which_are_left() throws Exception {
        fill(70);
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        Message answer = answerTo(new Message.Attach("s", STREAM, 1, "n", BLOCK));
        assertThat(answer)
                .isEqualTo(new Message.Reject(
                        LinkLoss.WINDOW_LOST, "byte 262144 is wanted, the oldest kept is " + 6 * BLOCK));
        assertThat(answerTo(new Message.Attach("s", STREAM, 1, "n", 10L * BLOCK)))
                .isEqualTo(new Message.Accept());
        assertThat(answerTo(new Message.Attach("s", STREAM, 1, "n", 10L * BLOCK + 1)))
                .isEqualTo(new Message.Reject(LinkLoss.REFUSED, "no block starts at " + (10 * BLOCK + 1)));
    }

    @Test
    void a_child_that_waits_where_no_block_will_start_is_dropped_and_does_not_stop_its_parent() throws Exception {
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 1, "n", 100))) {
            long deadline = Wire.deadline(Duration.ofSeconds(10));
            assertThat(Wire.readMessage(channel, deadline)).isEqualTo(new Message.Accept());
            fill(40);
            assertThat(buffer.end()).isEqualTo(40L * BLOCK);
            assertThatThrownBy(() -> Wire.read(channel, 1 << 20, deadline)).hasMessage("connection closed");
        }
    }

    @Test
    void a_second_connection_of_a_child_takes_the_place_of_the_first() throws Exception {
        fill(1);
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        long deadline = Wire.deadline(Duration.ofSeconds(10));
        try (SocketChannel first = attach(new Message.Attach("s", STREAM, 1, "n", 0))) {
            assertThat(Wire.readMessage(first, deadline)).isEqualTo(new Message.Accept());
            try (SocketChannel second = attach(new Message.Attach("s", STREAM, 1, "n", 0))) {
                assertThat(Wire.readMessage(second, deadline)).isEqualTo(new Message.Accept());
                ByteBuffer header = Wire.read(second, BlockHeader.BYTES, deadline);
                assertThat(BlockHeader.read(header).orElseThrow().offset()).isZero();
                assertThatThrownBy(() -> Wire.read(first, 1 << 20, deadline)).isInstanceOf(IOException.class);
                assertThat(System.nanoTime()).as("closed before the deadline").isLessThan(deadline);
            }
        }
    }

    private Children.Taken onlyChild() {
        return children.taken(System.nanoTime()).get(0);
    }

    private void await(BooleanSupplier condition) {
        long deadline = Wire.deadline(Duration.ofSeconds(10));
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_child_that_takes_nothing_shows_as_stuck_and_a_new_topology_frees_the_thread_that_wrote_to_it()
            throws Exception {
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        assertThat(onlyChild().position()).isZero();
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 1, "n", 0))) {
            assertThat(Wire.readMessage(channel, Wire.deadline(Duration.ofSeconds(10))))
                    .isEqualTo(new Message.Accept());
            fill(1);
            await(() -> onlyChild().position() == BLOCK);
            Thread filler = new Thread(this::fillUntilHeldBack);
            filler.start();
            await(() -> onlyChild().stuckNanos() > 300_000_000);
            assertThat(onlyChild().position()).isGreaterThanOrEqualTo(BLOCK);
            children.allow(STREAM, List.of());
            buffer.close();
            filler.join(10_000);
            assertThat(children.awaitIdle(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void a_child_that_takes_all_there_is_is_not_stuck() throws Exception {
        children.allow(STREAM, List.of(new ChildLink("n", 1, Message.Pace.HOLDS)));
        try (SocketChannel channel = attach(new Message.Attach("s", STREAM, 1, "n", 0))) {
            fill(1);
            await(() -> onlyChild().position() == BLOCK && onlyChild().stuckNanos() == 0);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    private void fillUntilHeldBack() {
        try {
            for (int i = 0; i < 63 && !buffer.isClosed(); i++) {
                buffer.reserve(BLOCK, buffer::isClosed)
                        .ifPresent(slot -> buffer.commit(BLOCK, BlockHeader.crcOf(slot)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
