package org.kaappliance.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a session ended.
 *
 * @param bytes how much was read from the source
 * @param elapsed from the start of the stream to the end of the session; zero when it never started
 * @param nodes all that joined, in the order in which they stood in the chain
 * @param remarks what was out of the ordinary: who was moved aside, and what it cost
 * @param error why the session as a whole failed; empty when at least one node has the stream, see {@link #complete}
 */
public record SendResult(
        long bytes, Duration elapsed, List<NodeOutcome> nodes, List<String> remarks, Optional<String> error) {
    public SendResult {
        nodes = List.copyOf(nodes);
        remarks = List.copyOf(remarks);
    }

    /** Every node that joined has the whole stream. */
    public boolean complete() {
        return error.isEmpty() && nodes.stream().allMatch(NodeOutcome::complete);
    }
}
