package org.kaappliance.relay;

import com.sun.management.OperatingSystemMXBean;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Measures a chain on loopback, all ends in one JVM: {@code LoopbackRate NODES MEBIBYTES [open|keyed|encrypted]}. Not a test. */
public final class LoopbackRate {
    private LoopbackRate() {}

    public static void main(String[] args) throws Exception {
        int nodes = Integer.parseInt(args[0]);
        long mebibytes = Long.parseLong(args[1]);
        Trust trust = trust(args.length > 2 ? args[2] : "open");
        for (int round = 0; round < 3; round++) {
            try (LoopbackFleet fleet = new LoopbackFleet()) {
                StreamSource source = () -> new Zeros(mebibytes << 20);
                SendSpec spec = SendSpec.of("rate", nodes).withTrust(trust);
                SendSession session = fleet.server.start(spec, source, SendListener.none());
                List<LoopbackFleet.Node> joined = new ArrayList<>();
                for (int i = 1; i <= nodes; i++) {
                    joined.add(fleet.join(fleet.spec("rate", i).withTrust(trust), new Nowhere()));
                }
                SendResult result = session.await();
                double cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                                .getProcessCpuTime()
                        / 1e9;
                double seconds = result.elapsed().toNanos() / 1e9;
                System.out.printf(
                        "%d nodes, %d MiB, complete %b: %.2f s, %.0f MB/s, %.1f s of CPU since the start%n",
                        nodes, mebibytes, result.complete(), seconds, result.bytes() / 1e6 / seconds, cpu);
                for (LoopbackFleet.Node node : joined) {
                    node.await();
                }
            }
        }
    }

    private static Trust trust(String name) {
        Trust keyed = Trust.keyed(SessionKey.of(new byte[SessionKey.MIN_BYTES]));
        switch (name) {
            case "open":
                return Trust.OPEN;
            case "keyed":
                return keyed;
            case "encrypted":
                return keyed.encrypted();
            default:
                throw new IllegalArgumentException("open, keyed or encrypted, not " + name);
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
