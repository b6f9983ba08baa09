package org.kaappliance.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a session ended.
 *
 * @param bytes how much was carried; positions of nodes count this
 * @param elapsed from the start of the stream to the end of the session; zero when it never started
 * @param nodes all that joined, in the order in which they stood in the chain
 * @param remarks what was out of the ordinary: who was moved aside, and what it cost
 * @param error why the session as a whole failed; empty when at least one node has the stream, see {@link #complete}
 * @param contentBytes how much was read from the source: with compression more than was carried
 */
public record SendResult(
        long bytes,
        Duration elapsed,
        List<NodeOutcome> nodes,
        List<String> remarks,
        Optional<String> error,
        long contentBytes) {
    public SendResult {
        nodes = List.copyOf(nodes);
        remarks = List.copyOf(remarks);
    }

    /** Of a stream that is carried as it is. */
    public SendResult(
            long bytes, Duration elapsed, List<NodeOutcome> nodes, List<String> remarks, Optional<String> error) {
        this(bytes, elapsed, nodes, remarks, error, bytes);
    }

    public SendResult withContent(long newContentBytes) {
        return new SendResult(bytes, elapsed, nodes, remarks, error, newContentBytes);
    }

    /** About how much of the source is in so many carried bytes. */
    public long contentOf(long carriedBytes) {
        return bytes == 0 ? carriedBytes : Math.round((double) carriedBytes * contentBytes / bytes);
    }

    /** Every node that joined has the whole stream. */
    public boolean complete() {
        return error.isEmpty() && nodes.stream().allMatch(NodeOutcome::complete);
    }
}
