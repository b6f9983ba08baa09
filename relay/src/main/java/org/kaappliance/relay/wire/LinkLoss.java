package org.kaappliance.relay.wire;

/** Why a node has no data from its parent. */
public enum LinkLoss {
    /** The parent's data port did not answer. */
    UNREACHABLE(1),
    /** The connection ended, or was reset. */
    CLOSED(2),
    /** A block, or its header, did not match its checksum, or was out of order. */
    BAD_BLOCK(3),
    /** Neither a block nor an idle mark came in time. */
    SILENT(4),
    /** The parent refused the link: other session, stream, epoch or node. */
    REFUSED(5),
    /** The parent no longer holds the bytes that we need next. */
    WINDOW_LOST(6);

    private final int code;

    LinkLoss(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static LinkLoss ofCode(int code) {
        for (LinkLoss loss : values()) {
            if (loss.code == code) {
                return loss;
            }
        }
        throw new MalformedException("unknown link loss " + code);
    }
}
