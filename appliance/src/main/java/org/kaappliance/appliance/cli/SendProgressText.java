package org.kaappliance.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kaappliance.relay.Bottleneck;
import org.kaappliance.relay.SendEvent;

/** A session's progress in one line: bytes of the source, rate, time left, nodes by state, and what limits them. */
final class SendProgressText {
    private final OptionalLong totalBytes;
    private final PositionText position = new PositionText();

    /** @param totalBytes how long the stream is; empty when only its end tells */
    SendProgressText(OptionalLong totalBytes) {
        this.totalBytes = totalBytes;
    }

    String of(SendEvent.Progress progress, long nowNanos) {
        long sent = progress.contentBytes();
        List<String> parts = new ArrayList<>();
        parts.addAll(position.of(sent, totalBytes, nowNanos));
        parts.add(NodeCounts.text(NodeCounts.of(progress.nodes())));
        progress.bottleneck().ifPresent(bottleneck -> parts.add(limit(bottleneck, progress)));
        return String.join(", ", parts);
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
