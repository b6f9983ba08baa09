package org.kaappliance.relay.chain;

import org.kaappliance.relay.wire.Message.WaitsFor;

/**
 * How a node's data plane stands.
 *
 * @param receivedBytes whole and checked blocks that arrived
 * @param sunkBytes what the sink took
 * @param sinkHeldMillis for how long in all nothing more could be taken because of the sink
 * @param childHeldMillis for how long in all nothing more could be taken because of a child
 * @param waitsFor what it waits for now
 */
public record NodeData(
        long receivedBytes, long sunkBytes, int sinkHeldMillis, int childHeldMillis, WaitsFor waitsFor) {}
