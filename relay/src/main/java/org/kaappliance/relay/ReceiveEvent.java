package org.kaappliance.relay;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.OptionalLong;

/** What happens at a receiver. */
public sealed interface ReceiveEvent {
    /** A server answered for the session. @param control where it takes control connections */
    record Found(InetSocketAddress control) implements ReceiveEvent {}

    /** The server admitted us; the session waits for its other nodes. */
    record Joined() implements ReceiveEvent {}

    /** We have a parent; said again after each repair that touched us. @param epoch of the link */
    record Linked(String parentId, InetSocketAddress parent, int epoch) implements ReceiveEvent {}

    /** We have no place in the chain for now. */
    record Standby(String reason) implements ReceiveEvent {}

    /** The control connection broke; we try to come back. */
    record Rejoining(String reason) implements ReceiveEvent {}

    /** At most twice a second. @param receivedBytes from the parent @param sunkBytes taken by our sink */
    record Progress(long receivedBytes, long sunkBytes) implements ReceiveEvent {}

    /**
     * How the session goes, as the source tells it: about once a second, from a source that can.
     *
     * @param expectedBytes how long the stream will be, in the bytes that positions count; empty when the source cannot tell
     * @param nodes how many stand how; without those states that none is in
     */
    record Fleet(OptionalLong expectedBytes, Map<NodeFigures.Standing, Integer> nodes) implements ReceiveEvent {
        public Fleet {
            nodes = Map.copyOf(nodes);
        }
    }

    /** Something that whoever reads the result should know. */
    record Notice(String text) implements ReceiveEvent {}
}
