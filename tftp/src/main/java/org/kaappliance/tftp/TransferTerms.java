package org.kaappliance.tftp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What server and client agree on before the first block.
 *
 * @param blockSizeBytes 8 to 65464 (RFC 2348), 512 where nothing was asked
 * @param timeout before a packet is sent again
 * @param retries how often it is sent again
 * @param backOff whether later waits are longer; never where the client set the time itself (RFC 2349)
 * @param granted the options of the OACK, a subset of the asked ones; empty means no OACK
 */
record TransferTerms(int blockSizeBytes, Duration timeout, int retries, BackOff backOff, List<RequestOption> granted) {
    private static final int DEFAULT_BLOCK_SIZE = 512;
    private static final int LONGEST_SILENCE_SECONDS = 30;

    /** Whether the waits before a resent packet grow. */
    enum BackOff {
        DOUBLING,
        NONE
    }

    /**
     * Grants what RFC 2348 and 2349 allow: never an option that was not asked for, never more than was asked for, the
     * timeout exactly as asked. EDK2 drops the whole transfer on anything else. An unfit value is passed over in silence.
     */
    static TransferTerms negotiate(List<RequestOption> asked, long sizeBytes, TftpServerSettings settings) {
        int blockSize = DEFAULT_BLOCK_SIZE;
        Duration timeout = settings.timeout();
        int retries = settings.retries();
        BackOff backOff = BackOff.DOUBLING;
        List<RequestOption> granted = new ArrayList<>(asked.size());
        for (RequestOption option : asked) {
            long value = number(option.value());
            if (option.name().equals("blksize") && value >= 8) {
                blockSize = (int) Math.min(value, settings.maxBlockSize());
                granted.add(new RequestOption("blksize", Integer.toString(blockSize)));
            } else if (option.name().equals("timeout") && value >= 1 && value <= 255) {
                timeout = Duration.ofSeconds(value);
                retries = Math.max(1, Math.min(retries, (int) (LONGEST_SILENCE_SECONDS / value)));
                backOff = BackOff.NONE;
                granted.add(new RequestOption("timeout", Long.toString(value)));
            } else if (option.name().equals("tsize") && value >= 0 && sizeBytes > 0) { // curl aborts on a size of 0
                granted.add(new RequestOption("tsize", Long.toString(sizeBytes)));
            }
        }
        return new TransferTerms(blockSize, timeout, retries, backOff, List.copyOf(granted));
    }

    boolean grantsSize() {
        return granted.stream().anyMatch(o -> o.name().equals("tsize"));
    }

    /** A number of at most 18 digits, or -1. */
    private static long number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }
}
