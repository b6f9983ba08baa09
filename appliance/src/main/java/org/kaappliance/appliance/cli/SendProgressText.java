package org.kaappliance.appliance.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.kaappliance.relay.Bottleneck;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.SendEvent;

/** A session's progress in one line: bytes of the source, rate, time left, nodes by state, and what limits them. */
final class SendProgressText {
    private final OptionalLong totalBytes;
    private final RateMeter rate = new RateMeter();

    /** @param totalBytes how long the stream is; empty when only its end tells */
    SendProgressText(OptionalLong totalBytes) {
        this.totalBytes = totalBytes;
    }

    String of(SendEvent.Progress progress, long nowNanos) {
        long sent = progress.contentBytes();
        List<String> parts = new ArrayList<>();
        parts.add(
                totalBytes.isPresent()
                        ? percent(sent) + " % of " + Amounts.bytes(totalBytes.getAsLong())
                        : Amounts.bytes(sent));
        parts.add(Amounts.rate(rate.at(sent, nowNanos)));
        if (totalBytes.isPresent() && sent < totalBytes.getAsLong()) {
            rate.timeFor(totalBytes.getAsLong() - sent).ifPresent(left -> parts.add(Amounts.time(left) + " left"));
        }
        parts.add(nodes(progress.nodes()));
        progress.bottleneck().ifPresent(bottleneck -> parts.add(limit(bottleneck, progress)));
        return String.join(", ", parts);
    }

    private long percent(long sent) {
        long total = Math.max(1, totalBytes.getAsLong());
        return Math.min(100, Math.round(Math.floor(100.0 * sent / total)));
    }

    private static String nodes(List<NodeFigures> nodes) {
        Map<NodeFigures.Standing, Integer> counts = new EnumMap<>(NodeFigures.Standing.class);
        nodes.forEach(node -> counts.merge(node.standing(), 1, Integer::sum));
        List<String> states = new ArrayList<>();
        counts.forEach(
                (standing, count) -> states.add(count + " " + standing.name().toLowerCase(Locale.ROOT)));
        return states.isEmpty() ? "no nodes" : String.join(" ", states);
    }

    private static String limit(Bottleneck bottleneck, SendEvent.Progress progress) {
        String what = switch (bottleneck.limit()) {
            case SOURCE -> "the source";
            case LINK -> bottleneck.nodeId() + "'s link";
            case SINK -> bottleneck.nodeId() + "'s disk";
        };
        String without = bottleneck.bytesPerSecondWithout() == 0
                ? ""
                : ", without it " + Amounts.rate(progress.contentOf(bottleneck.bytesPerSecondWithout()));
        return "limited by " + what + ": " + Amounts.rate(progress.contentOf(bottleneck.bytesPerSecond())) + without;
    }
}
