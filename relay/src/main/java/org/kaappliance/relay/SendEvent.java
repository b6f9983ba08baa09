package org.kaappliance.relay;

import java.net.Inet4Address;
import java.util.List;
import java.util.Map;

/** What happens in a session, as its owner hears it. */
public sealed interface SendEvent {
    /** A node was admitted and waits for the start. */
    record Joined(String nodeId, Inet4Address address) implements SendEvent {}

    /** A node was turned away. */
    record Refused(String nodeId, Inet4Address address, String reason) implements SendEvent {}

    /** The chain stands and the source is being read. @param chain the nodes, first one first */
    record Started(List<String> chain) implements SendEvent {
        public Started {
            chain = List.copyOf(chain);
        }
    }

    /**
     * At most twice a second.
     *
     * @param receivedBytes what each node has received so far
     * @param sentBytes what was read from the source so far
     */
    record Progress(Map<String, Long> receivedBytes, long sentBytes) implements SendEvent {
        public Progress {
            receivedBytes = Map.copyOf(receivedBytes);
        }
    }

    /** A node will not get the stream; the others go on. */
    record NodeLost(String nodeId, String reason) implements SendEvent {}

    /** A node has the stream: received, compared by digest, accepted by its sink. */
    record NodeDone(String nodeId) implements SendEvent {}

    /** The topology was changed around lost nodes. @param epoch its number, 1 at the start */
    record Repaired(int epoch) implements SendEvent {}

    /** The last event. */
    record Ended(SendResult result) implements SendEvent {}
}
