package org.kaappliance.relay.wire;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is said on a control connection, and the handshake of a data connection. Layouts: docs/wire.md. */
public sealed interface Message {
    /**
     * The first message of a node.
     *
     * @param dataPort where its children connect, at {@code address}
     * @param hint where it stands (a rack, a switch): nodes of one hint become neighbours; may be empty
     * @param windowBytes how much of the stream it keeps for its children
     * @param waits it wants to be released only when all nodes are done
     * @param part what it has already, of which stream; empty for a node that begins
     */
    record Hello(
            String session,
            String nodeId,
            String credential,
            Inet4Address address,
            int dataPort,
            String hint,
            long windowBytes,
            boolean waits,
            Optional<Part> part)
            implements Message {
        /** A node that begins, stands anywhere, keeps 64 MiB and waits for nobody. */
        public static Hello first(
                String session, String nodeId, String credential, Inet4Address address, int dataPort) {
            return new Hello(session, nodeId, credential, address, dataPort, "", 64L << 20, false, Optional.empty());
        }

        /** Without the credential: this text goes to logs. */
        @Override
        public String toString() {
            return "Hello[session=" + session + ", nodeId=" + nodeId + ", address=" + address.getHostAddress()
                    + ", dataPort=" + dataPort + "]";
        }
    }

    /** A node's parent has accepted it. @param epoch of the link */
    record Attached(int epoch) implements Message {
        /** Of no link: the node asks to be told of the fleet. A source that cannot tell takes no harm from it. */
        public static final Attached ASKS_FOR_FLEET = new Attached(Integer.MAX_VALUE);
    }

    /** A node gave its parent up. @param epoch of the link @param received what it has, where it wants to go on */
    record Orphan(int epoch, long received, LinkLoss loss, String detail) implements Message {}

    /**
     * A node lives.
     *
     * @param received bytes from its parent
     * @param sunk bytes that its sink took
     * @param sinkHeldMillis how long in all it could take no more because its sink was behind
     * @param childHeldMillis how long in all it could take no more because a child was behind
     * @param waitsFor what it waits for now
     */
    record Beat(long received, long sunk, int sinkHeldMillis, int childHeldMillis, WaitsFor waitsFor)
            implements Message {}

    /** A node has received everything. */
    record Complete(long total) implements Message {}

    /** A node's sink took everything and succeeded. @param digest of what it took */
    record Done(long total, StreamDigest digest) implements Message {}

    /** A node gives up; it leaves. */
    record Failed(String reason) implements Message {}

    /** "Start with those that are here", instead of a hello; the source answers with a release, or refuses. */
    record Go(String session, String credential) implements Message {
        /** Without the credential: this text goes to logs. */
        @Override
        public String toString() {
            return "Go[session=" + session + "]";
        }
    }

    /** The source admits a node. @param format of the stream @param digest by which it is compared at the end */
    record Welcome(StreamId stream, StreamFormat format, DigestKind digest) implements Message {
        /** Without the stream: who knows it is served. */
        @Override
        public String toString() {
            return "Welcome[format=" + format + ", digest=" + digest + "]";
        }
    }

    /** The source turns a node away, and closes. */
    record Refused(String reason) implements Message {}

    /** Where a node stands from now on. @param epoch of this topology; replaces all earlier ones */
    record Assign(int epoch, ParentLink parent, List<ChildLink> children) implements Message {
        public static final int MAX_CHILDREN = 16;

        public Assign {
            children = List.copyOf(children);
        }
    }

    /** The source lives. */
    record SourceBeat() implements Message {}

    /** A node that is done may leave: nobody needs it any more. */
    record Release() implements Message {}

    /** The session has failed, or this node was given up. */
    record Aborted(String reason) implements Message {}

    /** A node has no place for now: it drops its parent and its children, and waits for an assign. */
    record Standby(int epoch, String reason) implements Message {}

    /** The length and the digest of the stream, from the source itself. */
    record StreamEnd(long total, StreamDigest digest) implements Message {}

    /**
     * How the session goes, for a node that asked for it.
     *
     * @param expectedBytes how long the stream will be as it is carried, as far as the source can tell; 0 when it cannot
     * @param counts how many nodes are in each state, in the order of docs/wire.md; states that are missing have none
     */
    record Fleet(long expectedBytes, List<Integer> counts) implements Message {
        public static final int MAX_COUNTS = 32;

        public Fleet {
            counts = List.copyOf(counts);
        }
    }

    /**
     * The first message of a child to its parent.
     *
     * @param offset the first byte it wants
     * @param roundTripMicros to the parent and back, as it took to connect
     */
    record Attach(String session, StreamId stream, int epoch, String nodeId, long offset, int roundTripMicros)
            implements Message {
        public Duration roundTrip() {
            return Duration.ofNanos(Integer.toUnsignedLong(roundTripMicros) * 1000);
        }

        /** Without the stream: who knows it is served. */
        @Override
        public String toString() {
            return "Attach[session=" + session + ", epoch=" + epoch + ", nodeId=" + nodeId + ", offset=" + offset + "]";
        }
    }

    /** The parent accepts its child; blocks follow. */
    record Accept() implements Message {}

    /** The parent refuses its child, and closes. @param loss REFUSED or WINDOW_LOST */
    record Reject(LinkLoss loss, String detail) implements Message {}

    /** What arrived is not a message; never sent. */
    record Malformed(String reason) implements Message {}

    /** @param parentId empty for the source @param epoch in which this link was made; the child states it */
    record ParentLink(String parentId, Inet4Address address, int port, int epoch) {}

    /** @param epoch in which this link was made @param pace whether its parent waits for it */
    record ChildLink(String nodeId, int epoch, Pace pace) {}

    /** Whether a parent takes no more when a child is behind, or lets it fall out of the window. */
    enum Pace {
        HOLDS,
        MAY_FALL_BEHIND
    }

    /** What a node has of a stream. */
    record Part(StreamId stream, long received) {
        /** Without the stream: who knows it is served. */
        @Override
        public String toString() {
            return "Part[received=" + received + "]";
        }
    }

    /** What a node waits for. Codes on the wire: the order here, from 0. */
    enum WaitsFor {
        /** Nothing for long: bytes come, or it has no parent. */
        NOTHING,
        /** Its parent, from which nothing came for half a second. */
        PARENT,
        /** Its sink: what it keeps for it is all that it may keep. */
        SINK,
        /** A child. */
        CHILD
    }

    /** What the stream is made of. Codes on the wire: the order here, from 0. */
    enum StreamFormat {
        /** The source's bytes. */
        PLAIN,
        /** Records, each compressed or not. */
        RECORDS
    }
}
