package org.kaappliance.relay;

/**
 * How one node stands.
 *
 * @param receivedBytes from its parent
 * @param sunkBytes taken by its sink
 * @param bytesPerSecond received, over the last second or so
 * @param lagBytes behind its parent
 * @param standing where it is in its life
 * @param reason why it is there; empty when there is nothing to say
 */
public record NodeFigures(
        String nodeId,
        long receivedBytes,
        long sunkBytes,
        long bytesPerSecond,
        long lagBytes,
        Standing standing,
        String reason) {
    /** How a node stands. Codes on the wire: the order here, from 0. */
    public enum Standing {
        /** Joined; the stream has not begun. */
        JOINED,
        /** Takes the stream. */
        RECEIVING,
        /** Has no place now: came late, came back, or was left behind; catches up when the chain has passed. */
        STANDBY,
        /** Silent; the chain has closed around it, and it may come back. */
        SUSPECT,
        /** Has all bytes; its sink is not done. */
        FINISHING,
        DONE,
        LOST
    }

    /** What waits for its sink. */
    public long queuedBytes() {
        return receivedBytes - sunkBytes;
    }
}
