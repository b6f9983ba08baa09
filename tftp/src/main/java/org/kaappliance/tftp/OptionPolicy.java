package org.kaappliance.tftp;

import java.net.Inet4Address;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kaappliance.config.OptionRefusal;

/**
 * Which options are granted, and how far.
 *
 * @param maxBlockSizeBytes the largest block (RFC 2348), 512 to 65464; the interface's MTU is the other bound
 * @param refusals options that some clients cannot bear
 * @param maxWindowBlocks the largest window (RFC 7440), 1 to 64
 */
public record OptionPolicy(int maxBlockSizeBytes, List<OptionRefusal> refusals, int maxWindowBlocks) {
    /** What of a frame is no data: IPv4 header, UDP header, TFTP header. */
    static final int HEADER_BYTES = 20 + 8 + 4;

    private static final int LEAST_BLOCK_SIZE = 512;

    public OptionPolicy {
        refusals = List.copyOf(refusals);
        if (maxBlockSizeBytes < LEAST_BLOCK_SIZE || maxBlockSizeBytes > 65464) {
            throw new IllegalArgumentException("the largest block is 512 to 65464 bytes, got " + maxBlockSizeBytes);
        }
        if (maxWindowBlocks < 1 || maxWindowBlocks > 64) {
            throw new IllegalArgumentException("the largest window is 1 to 64 blocks, got " + maxWindowBlocks);
        }
    }

    /** What this request may be given. */
    TransferTerms.Bounds boundsFor(TftpRequest request, int mtuBytes, ResendPolicy resending) {
        int whole = Math.max(LEAST_BLOCK_SIZE, mtuBytes - HEADER_BYTES);
        return new TransferTerms.Bounds(
                Math.min(maxBlockSizeBytes, whole), refused(request), maxWindowBlocks, resending);
    }

    private Set<String> refused(TftpRequest request) {
        if (refusals.isEmpty() || !(request.client().getAddress() instanceof Inet4Address client)) {
            return Set.of();
        }
        String path = request.path();
        return refusals.stream()
                .filter(refusal -> refusal.holdsFor(client, path))
                .flatMap(refusal -> refusal.options().stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
