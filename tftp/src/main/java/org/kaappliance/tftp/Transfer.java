package org.kaappliance.tftp;

/**
 * One lock-step transfer, server side (RFC 1350 section 6). Pure: time comes in, effects go out; one thread at a time.
 *
 * <p>Only the acknowledgement of the packet on the wire moves it on. Repeated and older acknowledgements are ignored, so a
 * duplicate never makes another one (the Sorcerer's Apprentice, RFC 1123 section 4.2.3.1); what is lost comes back by the timer.
 */
final class Transfer {
    private static final Effect DUPLICATE = new Effect.Ignore("not the block on the wire");
    private static final int MAX_DOUBLINGS = 2;

    private final TransferTerms terms;
    private final long sizeBytes;
    private final long lastBlock;
    private long block;
    private int resendsOfBlock;
    private long resendsInAll;
    private boolean answered;
    private long deadlineNanos;

    /** @param sizeBytes 0 or more */
    Transfer(TransferTerms terms, long sizeBytes) {
        this.terms = terms;
        this.sizeBytes = sizeBytes;
        this.lastBlock = sizeBytes / terms.blockSizeBytes() + 1; // a whole last block is followed by an empty one
        this.block = terms.granted().isEmpty() ? 1 : 0; // block 0 is the OACK (RFC 2347)
    }

    /** The first packet. */
    Effect start(long nowNanos) {
        return send(nowNanos);
    }

    /** The client sent its request again and nothing else yet: our first packet was late or lost. */
    Effect onRepeatedRequest(long nowNanos) {
        resendsInAll++;
        return send(nowNanos);
    }

    /** @param ackedBlock the number on the wire, 0 to 65535 */
    Effect onAck(int ackedBlock, long nowNanos) {
        if (ackedBlock != (block & 0xffff)) {
            return DUPLICATE;
        }
        answered = true;
        if (block == lastBlock) {
            block++;
            return new Effect.Finish();
        }
        block++;
        resendsOfBlock = 0;
        return send(nowNanos);
    }

    /** The client gives up; after an OACK that told it the size, with code 8 or 0, that was all it wanted. */
    Effect onError(int code, String message) {
        boolean wantedSize = block == 0 && terms.grantsSize() && (code == 8 || code == 0);
        String reason = "client sent error " + code + (message.isEmpty() ? "" : ": " + message);
        return new Effect.Abort(wantedSize ? Effect.Abort.Cause.PROBE : Effect.Abort.Cause.CLIENT, reason);
    }

    /** To be called at the time that the last effect named, or earlier. */
    Effect onTimer(long nowNanos) {
        if (nowNanos - deadlineNanos < 0) {
            return new Effect.WakeAt(deadlineNanos);
        }
        if (resendsOfBlock == terms.retries()) {
            String what = block == 0 ? "the option acknowledgement" : "block " + block + " of " + lastBlock;
            return new Effect.Abort(
                    Effect.Abort.Cause.SILENCE, "no answer to " + what + ", sent " + (resendsOfBlock + 1) + " times");
        }
        resendsOfBlock++;
        resendsInAll++;
        return send(nowNanos);
    }

    private Effect send(long nowNanos) {
        deadlineNanos = nowNanos + waitNanos();
        if (block == 0) {
            return new Effect.SendOack(deadlineNanos);
        }
        long offset = (block - 1) * terms.blockSizeBytes();
        int length = (int) Math.min(terms.blockSizeBytes(), sizeBytes - offset);
        return new Effect.SendData((int) (block & 0xffff), offset, length, deadlineNanos);
    }

    private long waitNanos() {
        int doublings = terms.backOff() == TransferTerms.BackOff.DOUBLING ? Math.min(resendsOfBlock, MAX_DOUBLINGS) : 0;
        return terms.timeout().toNanos() << doublings;
    }

    /** True once the client has acknowledged anything. */
    boolean isAnswered() {
        return answered;
    }

    /** How much the client has acknowledged. */
    long ackedBytes() {
        return block <= 1 ? 0 : Math.min(sizeBytes, (block - 1) * terms.blockSizeBytes());
    }

    /** Packets that were sent more than once. */
    long resentPackets() {
        return resendsInAll;
    }
}
