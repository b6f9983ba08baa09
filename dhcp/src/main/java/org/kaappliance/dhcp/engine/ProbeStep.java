package org.kaappliance.dhcp.engine;

import org.kaappliance.dhcp.wire.DhcpMessage;

/** What is to be done for a {@link SegmentProbe}. */
public sealed interface ProbeStep {

    /**
     * Send one of these to everybody on the segment, and listen for about {@link SegmentProbe#TRY_GAP}.
     *
     * @param direct from port 68 to port 67; answers come to port 68 as broadcasts
     * @param relayed for a host whose port 68 is taken: from port 67, with giaddr, answers come to our own port 67
     */
    record Ask(DhcpMessage direct, DhcpMessage relayed) implements ProbeStep {}

    /** Do not wait for the next tick, but tick now. */
    record Hurry() implements ProbeStep {}

    /** Nobody need listen on port 68 until the next {@link Ask}. */
    record Rest() implements ProbeStep {}

    /** The operator should know; said once for each occasion. */
    record Warn(String text) implements ProbeStep {}

    /** For the log. */
    record Note(String text) implements ProbeStep {}
}
