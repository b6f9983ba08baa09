package org.kaappliance.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Where a stream is, how fast it goes, and how long it still takes. Remembers the rate. */
final class PositionText {
    private final RateMeter rate = new RateMeter();

    /** @param totalBytes how long the stream is; empty when only its end tells */
    List<String> of(long bytes, OptionalLong totalBytes, long nowNanos) {
        List<String> parts = new ArrayList<>();
        parts.add(
                totalBytes.isPresent()
                        ? percent(bytes, totalBytes.getAsLong()) + " % of " + Amounts.bytes(totalBytes.getAsLong())
                        : Amounts.bytes(bytes));
        parts.add(Amounts.rate(rate.at(bytes, nowNanos)));
        totalBytes.ifPresent(total -> {
            if (bytes < total) {
                rate.timeFor(total - bytes).ifPresent(left -> parts.add(Amounts.time(left) + " left"));
            }
        });
        return parts;
    }

    private static long percent(long bytes, long total) {
        return Math.min(100, Math.round(Math.floor(100.0 * bytes / Math.max(1, total))));
    }
}
