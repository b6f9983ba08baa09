package org.kaappliance.relay.stream;

/** Limits a rate: holds tokens for a tenth of a second, at least one block. Pure; confined to one thread. */
public final class TokenBucket {
    private final double bytesPerNano;
    private final double capacityBytes;
    private double tokens;
    private long lastNanos;

    public TokenBucket(long bytesPerSecond, long nowNanos) {
        this.bytesPerNano = bytesPerSecond / 1e9;
        this.capacityBytes = Math.max(bytesPerSecond / 10.0, BlockWindow.CHUNK_BYTES);
        this.lastNanos = nowNanos;
    }

    /** Takes tokens, into debt if need be, and says how many nanoseconds to wait before the bytes may go. */
    public long take(int bytes, long nowNanos) {
        tokens = Math.min(capacityBytes, tokens + (nowNanos - lastNanos) * bytesPerNano) - bytes;
        lastNanos = nowNanos;
        return tokens >= 0 ? 0 : (long) (-tokens / bytesPerNano);
    }
}
