package org.kaappliance.relay.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.relay.stream.Cursor;
import org.kaappliance.relay.stream.Slice;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ChildLink;
import org.kaappliance.relay.wire.StreamId;

/**
 * The children that one end of a session serves: the source's, or a node's. A child is served on the thread of its own connection, and only with
 * the session, stream, epoch and name that the topology has for it.
 */
public final class Children implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMillis(500);
    /** A child may hear of its parent before the parent hears of it. */
    private static final Duration TOPOLOGY_WAIT = Duration.ofMillis(1500);

    private final LinkTrust trust;
    private final StreamBuffer buffer;
    private final Map<ChildLink, Place> places = new HashMap<>();
    private Optional<StreamId> stream = Optional.empty();
    private boolean closed;
    private int serving;

    /** One allowed child: how far it is, and its connection while there is one. */
    private static final class Place {
        Cursor cursor;
        SocketChannel channel;

        Place(Cursor cursor) {
            this.cursor = cursor;
        }
    }

    public Children(LinkTrust trust, StreamBuffer buffer) {
        this.trust = trust;
        this.buffer = buffer;
    }

    /**
     * Serve these and none but these; the connections of others are closed. A child that takes the place of another is behind it: the bytes are
     * held for it from where that one stood. Any thread.
     */
    public synchronized void allow(StreamId streamId, List<ChildLink> links) {
        stream = Optional.of(streamId);
        List<Place> gone = new ArrayList<>();
        places.entrySet().removeIf(entry -> !links.contains(entry.getKey()) && gone.add(entry.getValue()));
        long heldFrom = gone.stream()
                .mapToLong(place -> buffer.position(place.cursor))
                .min()
                .orElse(Long.MAX_VALUE);
        for (ChildLink link : links) {
            places.computeIfAbsent(link, l -> new Place(buffer.openForChild(heldFrom)));
        }
        gone.forEach(this::drop);
        notifyAll();
    }

    /** What the children of this session must prove. */
    LinkTrust trust() {
        return trust;
    }

    /** Serves a child until it has everything or the connection ends. On the connection's thread. */
    void serve(PeerLink link, Message.Attach attach) throws IOException, InterruptedException {
        synchronized (this) {
            serving++;
        }
        try {
            serveWhenAllowed(link, attach);
        } finally {
            synchronized (this) {
                serving--;
                notifyAll();
            }
        }
    }

    private void serveWhenAllowed(PeerLink link, Message.Attach attach) throws IOException, InterruptedException {
        Optional<String> distrust = trust.refusal(link.proven());
        if (distrust.isPresent()) {
            reject(link, LinkLoss.REFUSED, distrust.get());
            throw new DistrustException(Handshake.peer(link.channel()) + " is turned away: " + distrust.get());
        }
        Optional<Place> place = placeFor(attach);
        if (place.isEmpty()) {
            reject(link, LinkLoss.REFUSED, "not a child of this node in epoch " + attach.epoch());
            return;
        }
        Cursor cursor = buffer.openForChild(Long.MAX_VALUE);
        switch (buffer.seek(cursor, attach.offset())) {
            case READY:
                if (occupy(place.get(), link.channel(), cursor)) {
                    link.write(new Message.Accept());
                    send(link, cursor);
                }
                return;
            case TOO_OLD:
                buffer.close(cursor);
                String detail = "byte " + attach.offset() + " is wanted, the oldest kept is " + buffer.oldest();
                reject(link, LinkLoss.WINDOW_LOST, detail);
                return;
            case NO_BLOCK:
                buffer.close(cursor);
                reject(link, LinkLoss.REFUSED, "no block starts at " + attach.offset());
                return;
        }
    }

    private synchronized Optional<Place> placeFor(Message.Attach attach) throws InterruptedException {
        ChildLink link = new ChildLink(attach.nodeId(), attach.epoch(), Message.Pace.HOLDS);
        long deadline = Wire.deadline(TOPOLOGY_WAIT);
        while (!closed && !places.containsKey(link)) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return Optional.empty();
            }
            wait(leftMillis);
        }
        if (closed || !attach.session().equals(trust.session()) || !stream.equals(Optional.of(attach.stream()))) {
            return Optional.empty();
        }
        return Optional.of(places.get(link));
    }

    /** Puts a connection in its place; the one before it, and its cursor, go. False when the place was taken away meanwhile. */
    private synchronized boolean occupy(Place place, SocketChannel channel, Cursor cursor) {
        drop(place);
        place.channel = channel;
        place.cursor = cursor;
        if (!places.containsValue(place)) {
            drop(place);
            return false;
        }
        return true;
    }

    private static void reject(PeerLink link, LinkLoss loss, String detail) throws IOException {
        link.write(new Message.Reject(loss, detail));
    }

    private void send(PeerLink link, Cursor cursor) throws IOException, InterruptedException {
        ByteBuffer header = ByteBuffer.allocateDirect(BlockHeader.BYTES);
        while (!buffer.isClosed()) {
            Optional<Slice> next = buffer.next(cursor, IDLE.toNanos());
            if (next.isEmpty() && buffer.isStray(cursor)) {
                buffer.close(
                        cursor); // it asked for a place that lay ahead and is none: the writer must not wait for it
                return;
            }
            BlockHeader blockHeader =
                    next.map(Slice::header).orElseGet(() -> BlockHeader.idle(buffer.position(cursor)));
            header.clear();
            blockHeader.put(header);
            if (next.isEmpty()) {
                link.writeFrame(header.flip());
                continue;
            }
            link.writeFrame(header.flip(), next.get().payload());
            if (blockHeader.kind() == BlockHeader.Kind.END) {
                return;
            }
            buffer.advance(cursor, next.get());
        }
    }

    private void drop(Place place) {
        if (place.channel != null) {
            Wire.closeQuietly(place.channel);
        }
        buffer.close(place.cursor);
    }

    /** Waits until no connection is served any more; false when it took too long. After {@link #close}. */
    public synchronized boolean awaitIdle(Duration limit) {
        long deadline = Wire.deadline(limit);
        try {
            for (long leftMillis = limit.toMillis();
                    serving > 0 && leftMillis > 0;
                    leftMillis = (deadline - System.nanoTime()) / 1_000_000) {
                wait(leftMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return serving == 0;
    }

    @Override
    public synchronized void close() {
        closed = true;
        places.values().forEach(this::drop);
        places.clear();
        notifyAll();
    }
}
