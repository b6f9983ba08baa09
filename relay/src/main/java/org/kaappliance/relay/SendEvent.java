package org.kaappliance.relay;

import java.net.Inet4Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
     * @param nodes all that ever joined, in the order of the chain
     * @param sentBytes what was carried so far; positions of nodes and all rates count this
     * @param bottleneck what limits the fleet; empty when that is not known yet
     * @param contentBytes what was read from the source so far: with compression more than was carried
     */
    record Progress(List<NodeFigures> nodes, long sentBytes, Optional<Bottleneck> bottleneck, long contentBytes)
            implements SendEvent {
        public Progress {
            nodes = List.copyOf(nodes);
        }

        /** Of a stream that is carried as it is. */
        public Progress(List<NodeFigures> nodes, long sentBytes, Optional<Bottleneck> bottleneck) {
            this(nodes, sentBytes, bottleneck, sentBytes);
        }

        public Progress withContent(long newContentBytes) {
            return new Progress(nodes, sentBytes, bottleneck, newContentBytes);
        }

        /** About how much of the source is in so many carried bytes. */
        public long contentOf(long carriedBytes) {
            return sentBytes == 0 ? carriedBytes : Math.round((double) carriedBytes * contentBytes / sentBytes);
        }

        /** What each node has received. */
        public Map<String, Long> receivedBytes() {
            return nodes.stream().collect(Collectors.toMap(NodeFigures::nodeId, NodeFigures::receivedBytes));
        }
    }

    /** A node has no place in the chain for now; the others go on. It is neither lost nor done. */
    record SetAside(String nodeId, String reason) implements SendEvent {}

    /** A node that was set aside, or came late, has a place. */
    record Returned(String nodeId, long fromByte) implements SendEvent {}

    /** Something that the operator should know and that ends nothing. */
    record Notice(String text) implements SendEvent {}

    /** A node will not get the stream; the others go on. */
    record NodeLost(String nodeId, String reason) implements SendEvent {}

    /** A node has the stream: received, compared by digest, accepted by its sink. */
    record NodeDone(String nodeId) implements SendEvent {}

    /** The topology was changed around lost nodes. @param epoch its number, 1 at the start */
    record Repaired(int epoch) implements SendEvent {}

    /** The last event. */
    record Ended(SendResult result) implements SendEvent {}
}
