package org.kaappliance.dhcp.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/** How many messages came, left and were ignored since the start. Counted on the event loop, read on any thread. */
public final class DhcpCounters {
    private static final int TYPES = MessageType.values().length;
    /** Behind the types. */
    private static final int BOOTP = TYPES;

    private static final int UNKNOWN = TYPES + 1;

    private final AtomicLongArray received = new AtomicLongArray(TYPES + 2);
    private final AtomicLongArray sent = new AtomicLongArray(TYPES + 2);
    private final AtomicLongArray ignored = new AtomicLongArray(IgnoreReason.values().length);
    private final AtomicLongArray malformed = new AtomicLongArray(1);

    /**
     * The counters at one moment.
     *
     * @param received messages that could be read, by type: {@code discover}, ..., {@code bootp} without a type, {@code unknown}
     * @param sent messages that were handed to the kernel, by type
     * @param ignored messages without an answer, by {@link IgnoreReason#key}; one with several reasons counts for each
     * @param malformed datagrams that were no DHCP message
     */
    public record Snapshot(
            Map<String, Long> received, Map<String, Long> sent, Map<String, Long> ignored, long malformed) {}

    public void received(DhcpMessage message) {
        received.incrementAndGet(index(message));
    }

    public void malformed() {
        malformed.incrementAndGet(0);
    }

    public void sent(DhcpMessage message) {
        sent.incrementAndGet(index(message));
    }

    /** @param reasons all of one message */
    public void ignored(List<Effect.Why> reasons) {
        reasons.stream()
                .map(Effect.Why::reason)
                .distinct()
                .forEach(reason -> ignored.incrementAndGet(reason.ordinal()));
    }

    private static int index(DhcpMessage message) {
        if (!message.options().has(OptionCode.MESSAGE_TYPE)) {
            return BOOTP;
        }
        return message.type().map(Enum::ordinal).orElse(UNKNOWN);
    }

    public Snapshot snapshot() {
        Map<String, Long> reasons = new LinkedHashMap<>();
        Arrays.stream(IgnoreReason.values())
                .forEach(reason -> reasons.put(reason.key(), ignored.get(reason.ordinal())));
        return new Snapshot(byType(received), byType(sent), reasons, malformed.get(0));
    }

    private static Map<String, Long> byType(AtomicLongArray counts) {
        Map<String, Long> types = new LinkedHashMap<>();
        for (MessageType type : MessageType.values()) {
            types.put(type.name().toLowerCase(Locale.ROOT), counts.get(type.ordinal()));
        }
        types.put("bootp", counts.get(BOOTP));
        types.put("unknown", counts.get(UNKNOWN));
        return types;
    }
}
