package org.kaappliance.relay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.stream.StreamDigests;
import org.kaappliance.relay.wire.DigestKind;

/**
 * A small session of this process with itself, over the loopback interface, before the one that counts. What a session needs is then loaded and partly
 * compiled, and the first stream starts a tenth of a second earlier at each hop.
 */
public final class WarmUp {
    private static final int STREAM_BYTES = 4 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private WarmUp() {}

    /** For an end that waits for others meanwhile: in the background. */
    public static void begin(DigestKind digest) {
        Thread thread = new Thread(() -> run(digest), "ka-relay-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** For an end for which others wait once it has said hello: a quarter of a second. Once a process; what goes wrong in it changes nothing. */
    public static void run(DigestKind digest) {
        if (BEGUN.compareAndSet(false, true)) {
            if (digest == DigestKind.SHA_256) {
                StreamDigests.warmUp();
            }
            talkToOurselves();
        }
    }

    private static void talkToOurselves() {
        Inet4Address loopback = Ipv4Subnet.address("127.0.0.1");
        try (RelayServer server = RelayServer.open(loopback, RelayPorts.EPHEMERAL)) {
            SendSpec spec = SendSpec.of("warm-up", 1).withWait(LIMIT);
            SendSession session =
                    server.start(spec, () -> new ByteArrayInputStream(new byte[STREAM_BYTES]), SendListener.none());
            RelayReceiver.receive(
                    ReceiveSpec.of("warm-up", loopback, "warm-up")
                            .withServer(loopback)
                            .withPorts(server.ports())
                            .withTries(1, LIMIT),
                    new Nothing(),
                    ReceiveListener.none());
            session.cancel("warm");
        } catch (IOException e) {
            // a machine without loopback starts its first stream a little later
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Nothing implements StreamSink {
        @Override
        public void write(ByteBuffer chunk) {
            chunk.position(chunk.limit());
        }

        @Override
        public void finish() {}

        @Override
        public void abort(String reason) {}
    }
}
