package org.kaappliance.tftp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What server and client agree on before the first block.
 *
 * @param blockSizeBytes 8 to 65464 (RFC 2348), 512 where nothing was asked
 * @param timeout before a packet is sent again, at the latest
 * @param retries how many such waits a silent client is given
 * @param backOff whether later waits are longer; never where the client set the time itself (RFC 2349)
 * @param granted the options of the OACK, a subset of the asked ones; empty means no OACK
 * @param windowBlocks blocks that are sent without waiting for an acknowledgement (RFC 7440), 1 where nothing was asked
 */
record TransferTerms(
        int blockSizeBytes,
        Duration timeout,
        int retries,
        BackOff backOff,
        List<RequestOption> granted,
        int windowBlocks) {
    private static final int DEFAULT_BLOCK_SIZE = 512;
    private static final int LONGEST_SILENCE_SECONDS = 30;
    private static final int MAX_DOUBLINGS = 2;

    /** Whether the waits before a resent packet grow. */
    enum BackOff {
        DOUBLING,
        NONE
    }

    /**
     * What one request may be given.
     *
     * @param refused option names that this client cannot bear
     */
    record Bounds(int maxBlockSizeBytes, Set<String> refused, int maxWindowBlocks, ResendPolicy resending) {}

    /**
     * Grants what RFC 2348, 2349 and 7440 allow: never an option that was not asked for, never more than was asked for, the
     * timeout exactly as asked. EDK2 drops the whole transfer on anything else. An unfit value is passed over in silence.
     */
    static TransferTerms negotiate(List<RequestOption> asked, long sizeBytes, Bounds bounds) {
        int blockSize = DEFAULT_BLOCK_SIZE;
        int window = 1;
        Duration timeout = bounds.resending().timeout();
        int retries = bounds.resending().retries();
        BackOff backOff = BackOff.DOUBLING;
        List<RequestOption> granted = new ArrayList<>(asked.size());
        for (RequestOption option : asked) {
            long value = bounds.refused().contains(option.name()) ? -1 : number(option.value());
            if (option.name().equals("blksize") && value >= 8) {
                blockSize = (int) Math.min(value, bounds.maxBlockSizeBytes());
                granted.add(new RequestOption("blksize", Integer.toString(blockSize)));
            } else if (option.name().equals("windowsize") && value >= 1 && value <= 65535) {
                window = (int) Math.min(value, bounds.maxWindowBlocks());
                granted.add(new RequestOption("windowsize", Integer.toString(window)));
            } else if (option.name().equals("timeout") && value >= 1 && value <= 255) {
                timeout = Duration.ofSeconds(value);
                retries = Math.max(1, Math.min(retries, (int) (LONGEST_SILENCE_SECONDS / value)));
                backOff = BackOff.NONE;
                granted.add(new RequestOption("timeout", Long.toString(value)));
            } else if (option.name().equals("tsize") && value >= 0 && sizeBytes > 0) { // curl aborts on a size of 0
                granted.add(new RequestOption("tsize", Long.toString(sizeBytes)));
            }
        }
        return new TransferTerms(blockSize, timeout, retries, backOff, List.copyOf(granted), window);
    }

    boolean grantsSize() {
        return granted.stream().anyMatch(o -> o.name().equals("tsize"));
    }

    /** The longest wait before a packet is sent again. */
    long longestWaitNanos() {
        return timeout.toNanos() << (backOff == BackOff.DOUBLING ? MAX_DOUBLINGS : 0);
    }

    /** How long a client may be silent before it is given up: the waits before every resend, and the one after the last. */
    long patienceNanos() {
        if (backOff == BackOff.NONE) {
            return timeout.toNanos() * (retries + 1);
        }
        long patience = 0;
        for (int i = 0; i <= retries; i++) {
            patience += timeout.toNanos() << Math.min(i, MAX_DOUBLINGS);
        }
        return patience;
    }

    /** A number of at most 18 digits, or -1. */
    private static long number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }
}
