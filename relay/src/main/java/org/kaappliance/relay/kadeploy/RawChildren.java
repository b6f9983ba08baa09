package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kaappliance.relay.link.ServingThreads;
import org.kaappliance.relay.stream.Cursor;
import org.kaappliance.relay.stream.Slice;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.Message.Pace;

/**
 * The children of the 0.6 wire that one end serves: raw bytes from where its server said, with no frame around them. A child is known by its address. It
 * is served on the thread of its own connection; everything else from any thread.
 */
public final class RawChildren implements AutoCloseable {
    /** How long a child may be connected before its server says where to begin. */
    private static final Duration AUTHORITY_WAIT = Duration.ofSeconds(30);
    /** How long a child that has everything may take to close. */
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private static final long WAIT_NANOS = Duration.ofMillis(500).toNanos();
    private static final int MAX_CHILDREN = 64;

    /** Told on a connection's thread, or on the caller's; must not block. */
    public interface Events {
        /** It waits to be authorized. */
        void connected(Inet4Address child);

        /** It cannot be sent what it asked for. */
        void refused(Inet4Address child, String reason);
    }

    private final StreamBuffer buffer;
    private final Events events;
    private final Map<Inet4Address, Place> places = new HashMap<>();
    private final List<Cursor> holds = new ArrayList<>();
    private Predicate<Inet4Address> expected = child -> false;
    private long heldNanos;
    private boolean flowing;
    private boolean closed;
    private final ServingThreads serving = new ServingThreads();

    /** A connected child. */
    private static final class Place {
        final SocketChannel channel;
        Optional<Cursor> cursor = Optional.empty();
        boolean dropped;

        Place(SocketChannel channel) {
            this.channel = channel;
        }
    }

    public RawChildren(StreamBuffer buffer, Events events) {
        this.buffer = buffer;
        this.events = events;
    }

    /** Whose connections to take from now on. */
    public synchronized void expect(Predicate<Inet4Address> children) {
        expected = children;
    }

    public synchronized boolean expects(Inet4Address child) {
        return !closed && expected.test(child);
    }

    /** Holds the stream's bytes from here on for children that have yet to come, until the next {@link #releaseHolds}. */
    public synchronized void hold() {
        hold(buffer.openForChild(Long.MAX_VALUE, Pace.HOLDS));
    }

    private void hold(Cursor cursor) {
        if (holds.isEmpty()) {
            heldNanos = System.nanoTime();
        }
        holds.add(cursor);
    }

    /** For who cannot know whether anybody will come. */
    public synchronized void releaseHoldsAfter(Duration limit) {
        if (!holds.isEmpty() && System.nanoTime() - heldNanos >= limit.toNanos()) {
            releaseHolds();
        }
    }

    public synchronized void releaseHolds() {
        holds.forEach(buffer::close);
        holds.clear();
    }

    /** Bytes may go to those that are authorized. */
    public synchronized void flow() {
        flowing = true;
        notifyAll();
    }

    /** Nothing more goes to anybody until the next {@link #flow}. */
    public synchronized void pause() {
        flowing = false;
    }

    /** Serve this child from that byte on. @return false when it is not connected, or the byte cannot be had */
    public synchronized boolean authorize(Inet4Address child, long offset) {
        Place place = places.get(child);
        if (place == null || place.dropped || closed) {
            return false;
        }
        Cursor cursor = buffer.openForChild(Long.MAX_VALUE, Pace.HOLDS);
        if (offset > buffer.end() || buffer.seek(cursor, offset) != StreamBuffer.Seek.READY) {
            buffer.close(cursor);
            events.refused(
                    child,
                    "byte " + offset + " is wanted, kept are those from " + buffer.oldest() + " to " + buffer.end());
            return false;
        }
        place.cursor.ifPresent(buffer::close);
        place.cursor = Optional.of(cursor);
        notifyAll();
        return true;
    }

    /** Ends a child's connection, and holds the bytes from where it stood for who takes its place. */
    public synchronized void drop(Inet4Address child) {
        Place place = places.remove(child);
        if (place != null) {
            place.dropped = true;
            place.cursor.ifPresent(this::hold);
            place.cursor = Optional.empty();
            close(place);
        }
    }

    /** How many are connected and have yet to be sent something. */
    public synchronized int unserved() {
        return (int) places.values().stream()
                .filter(place -> place.cursor.isPresent())
                .count();
    }

    /** Serves a child until it has everything or the connection ends. On the connection's thread. */
    public void serve(SocketChannel channel) throws IOException, InterruptedException {
        Inet4Address child = (Inet4Address) channel.socket().getInetAddress();
        Optional<Place> place = occupy(child, channel);
        if (place.isEmpty()) {
            return;
        }
        try {
            events.connected(child);
            if (awaitAuthority(place.get())) {
                send(place.get());
            }
        } finally {
            leave(child, place.get());
        }
    }

    /** A second connection of the same child replaces the first, unless that one is served. */
    private synchronized Optional<Place> occupy(Inet4Address child, SocketChannel channel) {
        Place before = places.get(child);
        boolean isServed = before != null && before.cursor.isPresent();
        if (closed || isServed || !expected.test(child) || places.size() >= MAX_CHILDREN) {
            return Optional.empty();
        }
        drop(child);
        Place place = new Place(channel);
        places.put(child, place);
        serving.begin();
        return Optional.of(place);
    }

    private synchronized boolean awaitAuthority(Place place) throws InterruptedException {
        long deadline = System.nanoTime() + AUTHORITY_WAIT.toNanos();
        while (!closed && !place.dropped && !(flowing && place.cursor.isPresent())) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0 && place.cursor.isEmpty()) {
                return false;
            }
            wait(Math.max(100, leftMillis));
        }
        return !closed && !place.dropped;
    }

    private void send(Place place) throws IOException, InterruptedException {
        Optional<Cursor> cursor = awaitFlow(place);
        try {
            send(place, cursor);
        } finally {
            cursor.ifPresent(buffer::letGo);
        }
    }

    private void send(Place place, Optional<Cursor> first) throws IOException, InterruptedException {
        Optional<Cursor> cursor = first;
        while (cursor.isPresent() && !buffer.isClosed()) {
            Optional<Slice> next = buffer.next(cursor.get(), WAIT_NANOS);
            if (next.isPresent()) {
                if (next.get().header().kind() == BlockHeader.Kind.END) {
                    end(place.channel);
                    return;
                }
                write(place, next.get());
                buffer.advance(cursor.get(), next.get());
            } else if (buffer.isOverrun(cursor.get())) {
                return;
            }
            cursor = awaitFlow(place);
        }
    }

    /** Empty when it was dropped meanwhile. */
    private synchronized Optional<Cursor> awaitFlow(Place place) throws InterruptedException {
        while (!flowing && !closed && !place.dropped) {
            wait();
        }
        return place.cursor;
    }

    private static void write(Place place, Slice slice) throws IOException {
        ByteBuffer payload = slice.payload();
        while (payload.hasRemaining()) {
            place.channel.write(payload);
        }
    }

    /** What the child sent to keep the connection alive must be read before we close: else the kernel resets it, and what is on its way is lost. */
    private static void end(SocketChannel channel) throws IOException {
        channel.shutdownOutput();
        long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
        byte[] dropped = new byte[4096];
        channel.socket().setSoTimeout((int) CLOSE_WAIT.toMillis());
        while (channel.socket().getInputStream().read(dropped) >= 0 && System.nanoTime() < deadline) {
            // keep-alives
        }
    }

    private synchronized void leave(Inet4Address child, Place place) {
        if (places.remove(child, place) && !closed) {
            place.cursor.ifPresent(this::hold);
        } else {
            place.cursor.ifPresent(buffer::close);
        }
        place.cursor = Optional.empty();
        serving.end();
    }

    private static void close(Place place) {
        try {
            place.channel.close();
        } catch (IOException e) {
            // a socket that fails to close is closed
        }
    }

    /** Waits until no connection is served any more; false when it took too long. After {@link #close}. */
    public boolean awaitIdle(Duration limit) {
        return serving.awaitNone(limit);
    }

    @Override
    public synchronized void close() {
        closed = true;
        releaseHolds();
        places.values().forEach(place -> {
            place.dropped = true;
            place.cursor.ifPresent(buffer::close);
            close(place);
        });
        places.clear();
        notifyAll();
    }
}
