package org.kaappliance.relay.chain;

import java.net.Inet4Address;
import java.time.Duration;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamId;

/**
 * What a session's source is told.
 *
 * @param format of the stream, as it is carried
 * @param digest by which the stream is compared at the end
 * @param wanted how many nodes are waited for
 * @param joinWait how long
 * @param terms how the chain is built and judged
 * @param stall after which a node is given up when its sink has something to take and takes nothing, or does not finish
 * @param address where the source serves its children
 * @param dataPort where the source serves its children
 */
public record SourceSettings(
        String session,
        StreamId stream,
        Message.StreamFormat format,
        DigestKind digest,
        int wanted,
        Duration joinWait,
        ChainTerms terms,
        Duration stall,
        Inet4Address address,
        int dataPort) {
    /** How often the source says that it lives. */
    public static final Duration BEAT = Duration.ofMillis(500);
    /** How long an orphan's parent may itself still turn out to be dead, before it is blamed. */
    public static final Duration GRACE = Duration.ofMillis(250);
    /** A sink that writes back what it took may need minutes. */
    public static final Duration STALL = Duration.ofMinutes(5);
    /** The third parent in a row that a node complains of, without a byte gained between two, is not to blame: the node is, or all machines are too busy. */
    public static final int MAX_BLAMED = 3;
    /** After so many complaints in a row, of the source at least a second apart, a node is given up. */
    public static final int MAX_COMPLAINTS = 10;
    /** Between two complaints of the source. */
    public static final Duration BACK_OFF = Duration.ofSeconds(1);
    /** When no node at all is heard, the source itself may be cut off: as long as the nodes try to come back, and a second. */
    public static final Duration OUTAGE = Duration.ofSeconds(11);
    /** How many nodes a session takes. */
    public static final int MAX_NODES = 4096;
}
