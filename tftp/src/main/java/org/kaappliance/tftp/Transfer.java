package org.kaappliance.tftp;

/**
 * One transfer, server side (RFC 1350 section 6, RFC 7440). Pure: time comes in, effects and packets go out; one thread at a time.
 *
 * <p>Only an acknowledgement of something that is under way moves it on. A repeated acknowledgement never makes a packet of
 * its own (the Sorcerer's Apprentice, RFC 1123 section 4.2.3.1), with one exception: in a window it says that the
 * first block was lost, and is believed once, as long as that turns out to be true. What is lost otherwise comes back by
 * the timer: after the client's usual answer time, or before it has answered after the timeout.
 */
final class Transfer {
    private static final Effect READY = new Effect.Ready();
    private static final Effect REPEATED = new Effect.Ignore("acknowledged before");
    private static final Effect EARLY = new Effect.Ignore("not due yet");
    private static final long NEVER_SENT = -1;

    private final TransferTerms terms;
    private final long sizeBytes;
    private final long lastBlock;
    private final AnswerTime answers = new AnswerTime();
    private final Pace pace = new Pace();
    private long base; // the first block that is not acknowledged; block 0 is the OACK (RFC 2347)
    private long next; // the block that leaves next
    private long sentEnd; // behind the highest block that was ever sent
    private long timedBlock = NEVER_SENT; // whose acknowledgement is measured; never one that was sent twice (Karn)
    private long timedAtNanos;
    private long silentSinceNanos;
    private long dueNanos;
    private long restUntilNanos;
    private int resends; // since the last progress
    private long resentInAll;
    private boolean gapAnswered;
    private boolean believesGaps = true;
    private long lastSentNanos;
    private boolean answered;

    /** @param sizeBytes 0 or more */
    Transfer(TransferTerms terms, long sizeBytes) {
        this.terms = terms;
        this.sizeBytes = sizeBytes;
        this.lastBlock = sizeBytes / terms.blockSizeBytes() + 1; // a whole last block is followed by an empty one
        this.base = terms.granted().isEmpty() ? 1 : 0;
        this.next = base;
        this.sentEnd = base;
    }

    Effect start(long nowNanos) {
        silentSinceNanos = nowNanos;
        restUntilNanos = nowNanos;
        return READY;
    }

    /** The client sent its request again and nothing else yet: our first packet was late or lost. */
    Effect onRepeatedRequest() {
        next = base;
        return READY;
    }

    /** True while something may be sent without hearing from the client. */
    boolean hasMore() {
        return next < windowEnd();
    }

    /** When the next burst may leave; in the past, most often. */
    long restUntilNanos() {
        return restUntilNanos;
    }

    private long windowEnd() {
        return base == 0 ? 1 : Math.min(base + terms.windowBlocks(), lastBlock + 1);
    }

    /** The next packets, to be sent now. Only while {@link #hasMore}. @param maxBlocks 1 or more */
    Burst take(int maxBlocks, long nowNanos) {
        int blocks = pace.burstBlocks((int) Math.min(maxBlocks, windowEnd() - next));
        long first = next;
        next += blocks;
        resentInAll += Math.max(0, Math.min(sentEnd, next) - first);
        timedBlock = first < sentEnd ? NEVER_SENT : next - 1;
        timedAtNanos = nowNanos;
        sentEnd = Math.max(sentEnd, next);
        restUntilNanos = nowNanos + pace.restNanos(blocks);
        dueNanos = nowNanos + waitNanos();
        lastSentNanos = nowNanos;
        if (first == 0) {
            return Burst.OACK;
        }
        long offset = (first - 1) * terms.blockSizeBytes();
        long length = Math.min((long) blocks * terms.blockSizeBytes(), sizeBytes - offset);
        return new Burst((int) (first & 0xffff), offset, blocks, length);
    }

    /** @param ackedBlock the number on the wire, 0 to 65535 */
    Effect onAck(int ackedBlock, long nowNanos) {
        long ahead = ackedBlock - (base - 1) & 0xffff;
        long acked = base - 1 + ahead;
        if (acked >= sentEnd) {
            return REPEATED; // an old number, or one that was never sent
        }
        answered = true;
        return ahead == 0 ? onRepeatedAck(nowNanos) : onProgress(acked, nowNanos);
    }

    private Effect onProgress(long acked, long nowNanos) {
        if (timedBlock != NEVER_SENT && acked >= timedBlock) {
            answers.measured(nowNanos - timedAtNanos);
        }
        timedBlock = NEVER_SENT;
        boolean gap = acked + 1 < next;
        if (gapAnswered && soonerThanAnAnswer(nowNanos)) {
            believesGaps = false; // it answers what was under way already: this client repeats without need
        }
        base = acked + 1;
        next = base;
        resends = 0;
        gapAnswered = false;
        silentSinceNanos = nowNanos;
        if (acked == lastBlock) {
            return new Effect.Finish();
        }
        if (gap) {
            onLoss();
        } else {
            pace.onWholeWindow();
        }
        return READY;
    }

    private void onLoss() {
        if (terms.windowBlocks() > 1) {
            pace.onLoss();
        }
    }

    private boolean soonerThanAnAnswer(long nowNanos) {
        return answers.isKnown() && nowNanos - lastSentNanos < answers.smoothedNanos() / 2;
    }

    private Effect onRepeatedAck(long nowNanos) {
        boolean mayBeGap = base > 0 && terms.windowBlocks() > 1 && next > base + 1;
        if (!mayBeGap || gapAnswered || !believesGaps || hasMore() || soonerThanAnAnswer(nowNanos)) {
            return REPEATED;
        }
        gapAnswered = true;
        onLoss();
        next = base;
        return READY;
    }

    /** The client gives up; after an OACK that told it the size, with code 8 or 0, that was all it wanted. */
    Effect onError(int code, String message) {
        boolean wantedSize = base == 0 && terms.grantsSize() && (code == 8 || code == 0);
        String reason = "client sent error " + code + (message.isEmpty() ? "" : ": " + message);
        return new Effect.Abort(wantedSize ? Effect.Abort.Cause.PROBE : Effect.Abort.Cause.CLIENT, reason);
    }

    /** To be called now and then; does something when the client was silent for too long. */
    Effect onTimer(long nowNanos) {
        if (nowNanos - silentSinceNanos >= terms.patienceNanos()) {
            return new Effect.Abort(Effect.Abort.Cause.SILENCE, silence());
        }
        if (hasMore() || nowNanos - dueNanos < 0) {
            return EARLY;
        }
        resends++;
        onLoss();
        next = base;
        return READY;
    }

    private String silence() {
        String times = ", sent " + (resends + 1) + " times";
        if (base == 0) {
            return "no answer to the option acknowledgement" + times;
        }
        String last = base + terms.windowBlocks() > lastBlock && answered ? "; the client may have it all" : "";
        return "no answer to block " + base + " of " + lastBlock + times + last;
    }

    /** The client's own time exactly; otherwise its usual answer time, and twice that with every resend. */
    private long waitNanos() {
        if (terms.backOff() == TransferTerms.BackOff.NONE) {
            return terms.timeout().toNanos();
        }
        long first = answers.waitNanos(terms.timeout().toNanos());
        return Math.min(first << Math.min(resends, 16), terms.longestWaitNanos());
    }

    /** True once the client has acknowledged anything. */
    boolean isAnswered() {
        return answered;
    }

    /** How long the client usually takes to answer; {@link Long#MAX_VALUE} while nothing is known. */
    long usualAnswerNanos() {
        return answers.isKnown() ? answers.smoothedNanos() : Long.MAX_VALUE;
    }

    /** How much the client has acknowledged. */
    long ackedBytes() {
        return base <= 1 ? 0 : Math.min(sizeBytes, (base - 1) * terms.blockSizeBytes());
    }

    /** Packets that were sent more than once. */
    long resentPackets() {
        return resentInAll;
    }

    /** True while the packets that leave are ones that were lost before. */
    boolean isResending() {
        return resends > 0;
    }
}
