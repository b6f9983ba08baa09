package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSpec;

/** What {@code send} says at the end of a session. */
final class SendSummary {
    private final SendSpec spec;
    private final SendResult result;
    private final List<String> remarks;
    private final InterfaceAddress local;

    SendSummary(SendSpec spec, SendResult result, List<String> remarks, InterfaceAddress local) {
        this.spec = spec;
        this.result = result;
        this.remarks = Stream.concat(remarks.stream(), result.remarks().stream())
                .distinct()
                .toList();
        this.local = local;
    }

    boolean isComplete() {
        return result.complete() && neverCame() == 0;
    }

    private int neverCame() {
        return Math.max(0, spec.nodes() - result.nodes().size());
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "sent %d bytes in %.3f s, %.1f MB/s%s",
                result.contentBytes(),
                seconds(),
                bytesPerSecond() / 1e6,
                result.contentBytes() == result.bytes() ? "" : ", carried as " + result.bytes()));
        for (NodeOutcome node : result.nodes()) {
            lines.add(String.format(
                    "%-20s %-15s %s",
                    node.nodeId(),
                    node.address().getHostAddress(),
                    node.failure()
                            .map(reason -> "FAILED at byte " + result.contentOf(node.receivedBytes()) + ": " + reason)
                            .orElse("complete")));
        }
        remarks.forEach(remark -> lines.add("note: " + remark));
        return lines;
    }

    /** One line that names who is missing and why the session failed; empty when everybody has everything. */
    Optional<String> problem() {
        List<String> parts = new ArrayList<>();
        result.error().ifPresent(parts::add);
        if (!isComplete() && !isUp()) {
            parts.add("the interface " + local.name() + " is down");
        }
        List<String> missing = result.nodes().stream()
                .filter(node -> !node.complete())
                .map(NodeOutcome::nodeId)
                .toList();
        if (!missing.isEmpty()) {
            parts.add(missing.size() + " of " + spec.nodes() + " nodes miss the stream: " + String.join(", ", missing));
        }
        if (neverCame() > 0) {
            parts.add(neverCame() + " of " + spec.nodes() + " nodes never came");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    private boolean isUp() {
        try {
            NetworkInterface networkInterface = NetworkInterface.getByName(local.name());
            return networkInterface != null && networkInterface.isUp();
        } catch (IOException e) {
            return false;
        }
    }

    /** For scripts: one object. Bytes are those of the source; of a node that failed amid a compressed stream, about. */
    ObjectNode json() {
        ObjectNode summary = new ObjectMapper().createObjectNode();
        summary.put("session", spec.session())
                .put("complete", isComplete())
                .put("bytes", result.contentBytes())
                .put("carriedBytes", result.bytes())
                .put("seconds", result.elapsed().toMillis() / 1000.0)
                .put("bytesPerSecond", Math.round(bytesPerSecond()))
                .put("wanted", spec.nodes())
                .put("neverCame", neverCame())
                .put("error", problem().orElse(null));
        for (NodeOutcome node : result.nodes()) {
            summary.withArray("nodes")
                    .addObject()
                    .put("node", node.nodeId())
                    .put("address", node.address().getHostAddress())
                    .put("state", node.complete() ? "complete" : "failed")
                    .put("complete", node.complete())
                    .put("bytes", result.contentOf(node.receivedBytes()))
                    .put("carriedBytes", node.receivedBytes())
                    .put("reason", node.failure().orElse(null));
        }
        remarks.forEach(summary.withArray("remarks")::add);
        return summary;
    }

    private double seconds() {
        return result.elapsed().toMillis() / 1000.0;
    }

    private double bytesPerSecond() {
        return result.contentBytes() / Math.max(0.001, seconds());
    }
}
