package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.StreamSource;
import org.kaappliance.relay.keep.SourceKeep;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ChildLink;
import org.kaappliance.relay.wire.Message.Pace;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** The source's end with a window of 16 MiB, a stream of 40 MB, and children that come when most of it has gone by. */
class KeptChildrenTest implements SourceEvents {
    private static final StreamId STREAM = new StreamId(3, 4);
    private static final int LENGTH = 40_000_003;

    @TempDir
    Path directory;

    private final byte[] stream = new byte[LENGTH];
    private final StreamBuffer buffer = new StreamBuffer(16 << 20);
    private final BlockingQueue<String> ended = new ArrayBlockingQueue<>(16);
    private SourceKeep kept;
    private Children children;
    private DataListener listener;
    private SourceFeed feed;

    KeptChildrenTest() {
        new Random(1).nextBytes(stream);
    }

    @Override
    public void sourceEnded(long totalBytes, StreamDigest digest) {
        ended.add("ended " + totalBytes);
    }

    @Override
    public void sourceFailed(String reason) {
        ended.add(reason);
    }

    private void serve(StreamSource source, Keep keep) throws IOException {
        kept = new SourceKeep(source, keep, Compression.NONE, ended::add);
        children = new Children(LinkTrust.open("s"), buffer, kept);
        listener = DataListener.open(
                new InetSocketAddress(Ipv4Subnet.address("127.0.0.1"), 0),
                name -> name.equals("s") ? Optional.of(children) : Optional.empty());
        feed = new SourceFeed(source, Compression.NONE, DigestKind.SHA_256, buffer, kept, OptionalLong.empty(), this);
        feed.start();
    }

    @AfterEach
    void stop() throws Exception {
        buffer.close();
        children.close();
        listener.close();
        assertThat(listener.awaitThreads()).isTrue();
        assertThat(feed.stop()).isTrue();
        kept.close();
        buffer.release();
    }

    private Keep spool(int limitMebibytes) {
        return new Keep(
                ByteSize.ofMebibytes(1), Optional.of(new Keep.Spool(directory, ByteSize.ofMebibytes(limitMebibytes))));
    }

    private SocketChannel attach(String node, long offset) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(Ipv4Subnet.address("127.0.0.1"), listener.port()));
        Message.Attach attach = new Message.Attach("s", STREAM, 1, node, offset, 300);
        Wire.write(channel, Preface.DATA.encode(), Greeting.open(), MessageCodec.encode(attach));
        return channel;
    }

    private static Message answer(SocketChannel channel) throws IOException {
        return Wire.readMessage(channel, Wire.deadline(Duration.ofSeconds(10)));
    }

    private String event() throws InterruptedException {
        return ended.poll(20, TimeUnit.SECONDS);
    }

    /** Takes everything from that position on and compares it; where it ended. */
    private long take(SocketChannel channel, long from) throws Exception {
        long position = from;
        try {
            while (true) {
                long deadline = Wire.deadline(Duration.ofSeconds(20));
                BlockHeader header = BlockHeader.read(Wire.read(channel, BlockHeader.BYTES, deadline))
                        .orElseThrow();
                ByteBuffer payload = Wire.read(channel, header.length(), deadline);
                if (header.kind() == BlockHeader.Kind.END) {
                    byte[] whole = MessageDigest.getInstance("SHA-256").digest(stream);
                    assertThat(payload.array()).isEqualTo(whole);
                    return position;
                }
                if (header.kind() == BlockHeader.Kind.BLOCK) {
                    assertThat(header.offset()).isEqualTo(position);
                    assertThat(BlockHeader.crcOf(payload)).isEqualTo(header.crc());
                    assertThat(payload).isEqualTo(ByteBuffer.wrap(stream, (int) position, header.length()));
                    position += header.length();
                }
            }
        } catch (EOFException e) {
            return position;
        }
    }

    private void allow(Pace pace, String... nodes) {
        children.allow(
                STREAM,
                List.of(nodes).stream()
                        .map(node -> new ChildLink(node, 1, pace))
                        .toList());
    }

    private void assertServedFrom(String node, long offset) throws Exception {
        try (SocketChannel channel = attach(node, offset)) {
            assertThat(answer(channel)).isEqualTo(new Message.Accept());
            assertThat(take(channel, offset)).isEqualTo(LENGTH);
        }
    }

    @Test
    void a_child_that_comes_when_all_is_over_gets_a_file_from_its_first_byte_or_any_other() throws Exception {
        serve(new FileSource(Files.write(directory.resolve("image"), stream)), Keep.STANDARD);
        assertThat(event()).isEqualTo("ended " + LENGTH);
        assertThat(buffer.oldest()).isPositive();
        allow(Pace.HOLDS, "a", "b");
        assertServedFrom("a", 0);
        assertServedFrom("b", 1_234_567);
    }

    @Test
    void a_child_that_comes_when_all_is_over_gets_a_command_s_output_from_the_spool() throws Exception {
        serve(() -> new ByteArrayInputStream(stream), spool(64));
        assertThat(event()).isEqualTo("ended " + LENGTH);
        allow(Pace.MAY_FALL_BEHIND, "a", "b");
        assertServedFrom("a", 0);
        assertServedFrom("b", (1 << 20) - 5);
    }

    @Test
    void a_child_that_catches_up_waits_for_what_has_yet_to_come() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        int half = 30_000_000;
        StreamSource source = () -> new SequenceInputStream(
                new ByteArrayInputStream(stream, 0, half), new ByteArrayInputStream(stream, half, LENGTH - half) {
                    @Override
                    public synchronized int read(byte[] into, int offset, int length) {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            return -1;
                        }
                        return super.read(into, offset, length);
                    }
                });
        serve(source, spool(64));
        allow(Pace.HOLDS, "a");
        try (SocketChannel channel = attach("a", 0)) {
            assertThat(answer(channel)).isEqualTo(new Message.Accept());
            Thread opener = new Thread(() -> {
                long limit = Wire.deadline(Duration.ofSeconds(10));
                while (buffer.end() < half - (1 << 20) && System.nanoTime() < limit) {
                    LockSupport.parkNanos(1_000_000);
                }
                gate.countDown();
            });
            opener.start();
            assertThat(take(channel, 0)).isEqualTo(LENGTH);
            opener.join();
        }
    }

    @Test
    void a_child_that_falls_out_of_the_window_goes_on_from_what_is_kept_and_delays_nobody() throws Exception {
        serve(() -> new ByteArrayInputStream(stream), spool(64));
        allow(Pace.MAY_FALL_BEHIND, "slow");
        try (SocketChannel channel = attach("slow", 0)) {
            assertThat(answer(channel)).isEqualTo(new Message.Accept());
            assertThat(event()).as("though it has read nothing").isEqualTo("ended " + LENGTH);
            assertThat(take(channel, 0)).isEqualTo(LENGTH);
        }
    }

    @Test
    void when_neither_serves_the_child_hears_why() throws Exception {
        serve(() -> new ByteArrayInputStream(stream), spool(8));
        String reason = "the spool " + directory + " is full: it may hold 8MiB";
        assertThat(event()).isEqualTo(reason);
        assertThat(event()).as("the stream goes on").isEqualTo("ended " + LENGTH);
        allow(Pace.MAY_FALL_BEHIND, "a", "b");
        try (SocketChannel channel = attach("a", 5)) {
            assertThat(answer(channel))
                    .isEqualTo(new Message.Reject(
                            LinkLoss.WINDOW_LOST,
                            "byte 5 is wanted, the window begins at " + buffer.oldest() + "; " + reason));
        }
        assertThat(children.refusal(5))
                .hasValueSatisfying(text -> assertThat(text).endsWith(reason));
        assertThat(children.refusal(buffer.oldest())).isEmpty();
        assertServedFrom("b", buffer.oldest());
    }

    @Test
    void a_file_that_changes_while_a_child_reads_it_ends_the_child_s_connection_and_it_hears_why() throws Exception {
        Path file = Files.write(directory.resolve("image"), stream);
        serve(new FileSource(file), Keep.STANDARD);
        assertThat(event()).isEqualTo("ended " + LENGTH);
        allow(Pace.MAY_FALL_BEHIND, "a");
        long position;
        try (SocketChannel channel = attach("a", 0)) {
            assertThat(answer(channel)).isEqualTo(new Message.Accept());
            Files.write(file, new byte[LENGTH + 1]);
            position = take(channel, 0);
            assertThat(position).isLessThan(buffer.oldest());
        }
        String reason = "the source cannot be read again: " + file + " has changed since it was opened";
        assertThat(event()).isEqualTo(reason);
        try (SocketChannel channel = attach("a", position)) {
            assertThat(answer(channel))
                    .isInstanceOfSatisfying(
                            Message.Reject.class,
                            reject -> assertThat(reject.detail()).endsWith(reason));
        }
    }
}
