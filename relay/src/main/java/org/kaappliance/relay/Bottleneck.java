package org.kaappliance.relay;

/**
 * What limits the fleet now.
 *
 * @param limit what kind of thing
 * @param nodeId whose sink, or whose link to its parent; empty for the source
 * @param bytesPerSecond what the fleet takes
 * @param bytesPerSecondWithout what the others could take without it, as far as is known; 0 when nothing is known
 */
public record Bottleneck(Limit limit, String nodeId, long bytesPerSecond, long bytesPerSecondWithout) {
    public enum Limit {
        SOURCE,
        LINK,
        SINK
    }
}
