package org.kaappliance.relay;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Measures a chain on loopback, all ends in one JVM: {@code LoopbackRate NODES MEBIBYTES}. Not a test. */
public final class LoopbackRate {
    private LoopbackRate() {}

    public static void main(String[] args) throws Exception {
        int nodes = Integer.parseInt(args[0]);
        long mebibytes = Long.parseLong(args[1]);
        for (int round = 0; round < 3; round++) {
            try (LoopbackFleet fleet = new LoopbackFleet()) {
                StreamSource source = () -> new Zeros(mebibytes << 20);
                SendSession session = fleet.server.start(SendSpec.of("rate", nodes), source, SendListener.none());
                List<LoopbackFleet.Node> joined = new ArrayList<>();
                for (int i = 1; i <= nodes; i++) {
                    joined.add(fleet.join(fleet.spec("rate", i), new Nowhere()));
                }
                SendResult result = session.await();
                double seconds = result.elapsed().toNanos() / 1e9;
                System.out.printf(
                        "%d nodes, %d MiB, complete %b: %.2f s, %.0f MB/s%n",
                        nodes, mebibytes, result.complete(), seconds, result.bytes() / 1e6 / seconds);
                for (LoopbackFleet.Node node : joined) {
                    node.await();
                }
            }
        }
    }

    private static final class Nowhere extends LoopbackFleet.MemorySink {
        @Override
        public void write(ByteBuffer chunk) {
            chunk.position(chunk.limit());
        }
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = (int) Math.min(length, left);
            left -= count;
            return count == 0 ? -1 : count;
        }

        @Override
        public int available() {
            return (int) Math.min(left, 1 << 20);
        }
    }
}
