package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.kaappliance.relay.seal.FirstHandshake;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Preface;

/** A node's control connection: one thread connects and reads, one writes, so that nobody waits for the network. */
public final class NodeControl implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** The engine judges the source's silence; this only ends a read that nobody waits for any more. */
    private static final Duration READ = Duration.ofHours(1);

    private static final int MAX_WAITING = 1024;

    private final SocketChannel channel;
    private final LinkTrust trust;
    private final InetSocketAddress server;
    private final Consumer<Message> heard;
    private final Consumer<String> lost;
    /** Empty: nothing follows. */
    private final BlockingQueue<Optional<Message>> out = new LinkedBlockingQueue<>(MAX_WAITING);

    private final AtomicBoolean over = new AtomicBoolean();
    /** Set before the writer starts. */
    private PeerLink link;

    private final Thread reader = new Thread(this::read, "ka-relay-control-in");
    private final Thread writer = new Thread(this::write, "ka-relay-control-out");

    /**
     * Connects in the background.
     *
     * @param trust what the server must prove before it is told anything
     * @param first what we say first
     * @param heard each message of the source, on the reading thread; must not block
     * @param lost why the connection ended, once; must not block
     * @throws IOException when {@code local} is not ours
     */
    public NodeControl(
            Inet4Address local,
            InetSocketAddress server,
            LinkTrust trust,
            Message first,
            Consumer<Message> heard,
            Consumer<String> lost)
            throws IOException {
        this.server = server;
        this.trust = trust;
        this.heard = heard;
        this.lost = lost;
        this.channel = SocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(local, 0));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        send(first);
        reader.setDaemon(true);
        writer.setDaemon(true);
        reader.start();
    }

    /** Queues a message; when the source reads nothing for so long that the queue is full, the connection is over. */
    public void send(Message message) {
        if (!out.offer(Optional.of(message))) {
            end("the server does not read");
        }
    }

    private void read() {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            trust.keys().ifPresent(keys -> FirstHandshake.rehearse(keys, trust.session(), Handshake.RANDOM));
            channel.socket().connect(server, (int) CONNECT.toMillis());
            link = Handshake.connect(channel, Preface.CONTROL, trust, Wire.deadline(Handshake.LIMIT));
            trust.learn(link.cipher());
            writer.start();
            while (true) {
                Message message = link.readMessage(Wire.deadline(READ));
                if (message instanceof Message.Malformed malformed) {
                    throw new IOException("malformed message: " + malformed.reason());
                }
                heard.accept(message);
            }
        } catch (IOException e) {
            end(Wire.reason(e));
        }
    }

    private void write() {
        try {
            for (Optional<Message> next = out.take(); next.isPresent(); next = out.take()) {
                link.write(next.get());
            }
        } catch (IOException e) {
            // the reading side sees it too, after it has read what the source last said
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String reason) {
        closeChannel();
        if (over.compareAndSet(false, true)) {
            lost.accept(reason);
        }
    }

    /**
     * Waits up to half a second until what was queued has been sent, and up to another until the source has closed, then closes: with words of the source
     * unread that would be a reset, and what we said last might never reach it.
     */
    public void flushAndClose() throws InterruptedException {
        out.offer(Optional.empty());
        writer.join(500);
        if (channel.isConnected()) {
            over.set(true);
            try {
                channel.shutdownOutput();
                reader.join(500);
            } catch (IOException e) {
                // the connection is over
            }
        }
        close();
    }

    /** A writer that waits for something to write ends; one that writes fails. */
    private void closeChannel() {
        Wire.closeQuietly(channel);
        out.offer(Optional.empty());
    }

    @Override
    public void close() {
        over.set(true);
        closeChannel();
    }
}
