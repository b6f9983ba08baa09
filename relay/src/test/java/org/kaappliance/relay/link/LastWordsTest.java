package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
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
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;

/** A node that goes on talking hears all the same what the server said before it closed. */
class LastWordsTest implements ControlEvents {
    private static final Inet4Address LOCAL = Ipv4Subnet.address("127.0.0.1");
    private static final Message BEAT = new Message.Beat(0, 0, 0, 0, Message.WaitsFor.NOTHING);
    private static final Message HELLO = Message.Hello.first("s", "n", "secret", LOCAL, 9);

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private Trust trust = Trust.OPEN;
    private ControlPlane plane;
    private SocketChannel node;

    @BeforeEach
    void open() throws IOException {
        plane = ControlPlane.open(new InetSocketAddress(LOCAL, 0), name -> Optional.of(this), OtherWire.none());
        node = SocketChannel.open(new InetSocketAddress(LOCAL, plane.port()));
        Wire.write(node, Preface.CONTROL.encode(), Greeting.open());
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        plane.close();
    }

    private Message heard() throws IOException {
        return Wire.readMessage(node, Wire.deadline(Duration.ofSeconds(10)));
    }

    private void say(Message... messages) throws IOException {
        for (Message message : messages) {
            Wire.write(node, MessageCodec.encode(message));
        }
    }

    private String event() throws InterruptedException {
        return events.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void a_refusal_reaches_a_node_that_has_already_said_more_than_its_hello() throws Exception {
        trust = Trust.keyed(SessionKey.of(new byte[32]));
        Wire.write(node, MessageCodec.encode(HELLO), MessageCodec.encode(BEAT), MessageCodec.encode(BEAT));
        assertThat(heard()).isEqualTo(new Message.Refused("session s needs a key"));
        assertThat(Wire.speaks(node, Duration.ofSeconds(10))).isTrue();
        assertThat(node.read(ByteBuffer.allocate(1))).as("closed").isEqualTo(-1);
    }

    @Test
    void what_is_said_last_is_heard_by_a_node_that_says_something_every_moment_and_reads_later() throws Exception {
        say(HELLO);
        assertThat(event()).isEqualTo("hello");
        say(new Message.Complete(1));
        assertThat(event()).isEqualTo("lost: closed by us");
        for (int i = 0; i < 200; i++) {
            say(BEAT); // with a reset the first of these would end it
        }
        assertThat(heard()).isEqualTo(new Message.Aborted("over"));
    }

    @Test
    void who_does_not_close_is_closed_after_five_seconds() throws Exception {
        say(HELLO, new Message.Complete(1));
        assertThat(heard()).isEqualTo(new Message.Aborted("over"));
        long begin = System.nanoTime();
        boolean isReset = false;
        while (!isReset && System.nanoTime() - begin < Duration.ofSeconds(20).toNanos()) {
            try {
                Wire.speaks(node, Duration.ofMillis(100));
                say(BEAT);
            } catch (IOException e) {
                isReset = true;
            }
        }
        assertThat(isReset).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(4));
    }

    @Override
    public LinkTrust trust() {
        return LinkTrust.of("s", trust);
    }

    @Override
    public void hello(ControlConnection connection, Message.Hello hello, long nowNanos) {
        events.add("hello");
    }

    @Override
    public void go(ControlConnection connection, long nowNanos) {
        events.add("go");
    }

    @Override
    public void message(ControlConnection connection, Message message, long nowNanos) {
        connection.handled();
        connection.send(new Message.Aborted("over"));
        connection.closeAfterFlush();
    }

    @Override
    public void lost(ControlConnection connection, String reason) {
        events.add("lost: " + reason);
    }
}
