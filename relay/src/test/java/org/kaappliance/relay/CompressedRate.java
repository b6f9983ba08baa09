package org.kaappliance.relay;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what compression does to a chain on loopback, all ends in one JVM: {@code CompressedRate NODES MEBIBYTES none|zstd[:LEVEL] text|noise
 * WIRE_MB_PER_S}, 0 for a wire without limit. Not a test.
 */
public final class CompressedRate {
    private CompressedRate() {}

    public static void main(String[] args) throws Exception {
        int nodes = Integer.parseInt(args[0]);
        long contentBytes = Long.parseLong(args[1]) << 20;
        long wire = Long.parseLong(args[4]) * 1_000_000;
        SendSpec base = SendSpec.of("rate", nodes).withCompression(Compression.parse(args[2]));
        SendSpec spec = wire > 0 ? base.withMaxBytesPerSecond(wire) : base;
        byte[] sample = args[3].equals("noise")
                ? LoopbackFleet.bytes(64 << 20, 1)
                : CompressedSessionTest.compressible(64 << 20, 1);
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSession session =
                    fleet.server.start(spec, () -> new Repeated(sample, contentBytes), SendListener.none());
            List<LoopbackFleet.Node> joined = new ArrayList<>();
            for (int i = 1; i <= nodes; i++) {
                joined.add(fleet.join(fleet.spec("rate", i), new Nowhere()));
            }
            SendResult result = session.await();
            double seconds = result.elapsed().toNanos() / 1e9;
            System.out.printf(
                    "%s %s, wire %s MB/s: complete %b, %.2f s, content %.0f MB/s, carried %.0f %%%n",
                    args[2],
                    args[3],
                    args[4],
                    result.complete(),
                    seconds,
                    contentBytes / 1e6 / seconds,
                    100.0 * result.bytes() / contentBytes);
            for (LoopbackFleet.Node node : joined) {
                node.await();
            }
        }
    }

    private static final class Nowhere extends LoopbackFleet.MemorySink {
        @Override
        public void write(ByteBuffer chunk) {
            chunk.position(chunk.limit());
        }
    }

    /** The sample over and over. */
    private static final class Repeated extends InputStream {
        private final byte[] sample;
        private final long total;
        private long at;

        Repeated(byte[] sample, long total) {
            this.sample = sample;
            this.total = total;
        }

        @Override
        public int read() {
            return at < total ? sample[(int) (at++ % sample.length)] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int inSample = (int) (at % sample.length);
            int count = (int) Math.min(Math.min(length, sample.length - inSample), total - at);
            System.arraycopy(sample, inSample, into, offset, count);
            at += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public int available() {
            return (int) Math.min(total - at, 1 << 20);
        }
    }
}
