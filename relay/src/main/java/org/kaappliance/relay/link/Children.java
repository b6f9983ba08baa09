package org.kaappliance.relay.link;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kaappliance.relay.keep.KeptStream;
import org.kaappliance.relay.stream.Cursor;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Message.ChildLink;
import org.kaappliance.relay.wire.Message.Pace;
import org.kaappliance.relay.wire.StreamId;

/**
 * The children that one end of a session serves: the source's, or a node's. A child is served on the thread of its own connection, and only with
 * the session, stream, epoch and name that the topology has for it.
 */
public final class Children implements AutoCloseable {
    /** A child may hear of its parent before the parent hears of it. */
    private static final Duration TOPOLOGY_WAIT = Duration.ofMillis(800);

    private final LinkTrust trust;
    private final StreamBuffer buffer;
    private final KeptStream kept;
    private final Map<Link, Place> places = new HashMap<>();
    private Optional<StreamId> stream = Optional.empty();
    private boolean closed;
    private final ServingThreads serving = new ServingThreads();

    /** What a child states. Its pace may change, and it keeps its place. */
    private record Link(String nodeId, int epoch) {
        static Link of(ChildLink child) {
            return new Link(child.nodeId(), child.epoch());
        }
    }

    /** One allowed child: how far it is, and its connection while there is one. */
    private static final class Place {
        Pace pace;
        Cursor cursor;
        SocketChannel channel;

        Place(Pace pace, Cursor cursor) {
            this.pace = pace;
            this.cursor = cursor;
        }
    }

    /** For an end that has nothing but its window. */
    public Children(LinkTrust trust, StreamBuffer buffer) {
        this(trust, buffer, KeptStream.NONE);
    }

    /** @param kept serves the children that want what the window no longer has */
    public Children(LinkTrust trust, StreamBuffer buffer, KeptStream kept) {
        this.trust = trust;
        this.buffer = buffer;
        this.kept = kept;
    }

    /** Why no child can be served from that byte on; empty when one can. Any thread. */
    public Optional<String> refusal(long position) {
        long oldest = buffer.oldest();
        return position >= oldest
                ? Optional.empty()
                : kept.refusal(position)
                        .map(reason ->
                                "byte " + position + " is wanted, the window begins at " + oldest + "; " + reason);
    }

    /**
     * Serve these and none but these; the connections of others are closed. A child that takes the place of another is behind it: the bytes are
     * held for it from where that one stood, if they were held for that one. A child whose link stands keeps its place, at the pace of now. Any thread.
     */
    public synchronized void allow(StreamId streamId, List<ChildLink> links) {
        stream = Optional.of(streamId);
        Set<Link> wanted = links.stream().map(Link::of).collect(Collectors.toSet());
        List<Place> gone = new ArrayList<>();
        places.entrySet().removeIf(entry -> !wanted.contains(entry.getKey()) && gone.add(entry.getValue()));
        long heldFrom = gone.stream()
                .filter(place -> place.pace == Pace.HOLDS)
                .mapToLong(place -> buffer.position(place.cursor))
                .min()
                .orElse(Long.MAX_VALUE);
        for (ChildLink link : links) {
            places.computeIfAbsent(
                                    Link.of(link),
                                    l -> new Place(link.pace(), buffer.openForChild(heldFrom, link.pace())))
                            .pace =
                    link.pace();
        }
        places.values().forEach(place -> buffer.pace(place.cursor, place.pace));
        gone.forEach(this::drop);
        notifyAll();
    }

    /** What the children of this session must prove. */
    LinkTrust trust() {
        return trust;
    }

    /** Serves a child until it has everything or the connection ends. On the connection's thread. */
    void serve(PeerLink link, Message.Attach attach) throws IOException, InterruptedException {
        serving.begin();
        try {
            serveWhenAllowed(link, attach);
        } finally {
            serving.end();
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
        Cursor cursor = buffer.openForChild(Long.MAX_VALUE, Pace.MAY_FALL_BEHIND);
        buffer.seek(cursor, attach.offset());
        Optional<String> refusal = refusal(attach.offset());
        if (refusal.isPresent()) {
            buffer.close(cursor);
            reject(link, LinkLoss.WINDOW_LOST, refusal.get());
        } else if (occupy(place.get(), link.channel(), cursor)) {
            link.write(new Message.Accept());
            try {
                new ChildFeed(buffer, cursor, kept, attach.roundTrip()).sendTo(link);
            } finally {
                buffer.letGo(cursor);
            }
        }
    }

    private synchronized Optional<Place> placeFor(Message.Attach attach) throws InterruptedException {
        Link link = new Link(attach.nodeId(), attach.epoch());
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
        buffer.pace(cursor, place.pace);
        if (!places.containsValue(place)) {
            drop(place);
            return false;
        }
        return true;
    }

    private static void reject(PeerLink link, LinkLoss loss, String detail) throws IOException {
        link.write(new Message.Reject(loss, detail));
    }

    private void drop(Place place) {
        if (place.channel != null) {
            Wire.closeQuietly(place.channel);
        }
        buffer.close(place.cursor);
    }

    /** Waits until no connection is served any more; false when it took too long. After {@link #close}. */
    public boolean awaitIdle(Duration limit) {
        return serving.awaitNone(limit);
    }

    @Override
    public synchronized void close() {
        closed = true;
        places.values().forEach(this::drop);
        places.clear();
        notifyAll();
    }
}
