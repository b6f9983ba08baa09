package org.kaappliance.appliance.lab;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ReceiveListener;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.Trust;

/**
 * Many receivers in one process, each at a loopback address of its own, into nothing: {@code SESSION FIRST COUNT [KEY_FILE]}. Says how each ended:
 * one line {@code COUNT bytes BYTES} for those that have it all, one for each reason why others do not. Exits with 0 when all have it.
 */
final class ManyReceivers {
    private static final Inet4Address SERVER = Ipv4Subnet.address("127.0.0.1");

    /** Between the starts of two receivers. */
    private static final long BOOT_GAP_MILLIS = 20;

    private ManyReceivers() {}

    public static void main(String[] args) throws Exception {
        int first = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        Trust trust = args.length > 3 ? Trust.keyed(SessionKey.read(Path.of(args[3]))) : Trust.OPEN;
        ScheduledExecutorService machines = Executors.newScheduledThreadPool(count);
        List<Future<ReceiveResult>> receivers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReceiveSpec spec = spec(args[0], first + i).withTrust(trust);
            receivers.add(machines.schedule(
                    () -> RelayReceiver.receive(spec, new Nowhere(), ReceiveListener.none()),
                    i * BOOT_GAP_MILLIS,
                    TimeUnit.MILLISECONDS));
        }
        TreeMap<String, Integer> ends = new TreeMap<>();
        int complete = 0;
        for (Future<ReceiveResult> end : receivers) {
            complete += end.get().complete() ? 1 : 0;
            ends.merge(textOf(end.get()), 1, Integer::sum);
        }
        ends.forEach((text, times) -> System.out.println(times + " " + text));
        System.exit(complete == count ? 0 : 1);
    }

    private static String textOf(ReceiveResult result) {
        return result.error().orElse("bytes " + result.bytes() + " " + result.digest());
    }

    private static ReceiveSpec spec(String session, int index) {
        Inet4Address own = Ipv4Subnet.address("127.1." + index / 250 + "." + (1 + index % 250));
        return ReceiveSpec.of(session, own, String.format("node%04d", index))
                .withServer(SERVER)
                .withWindow(ByteSize.ofMebibytes(16))
                .withTries(60, Duration.ofSeconds(1));
    }

    /** What it is given is compared by digest, and gone. */
    private static final class Nowhere implements StreamSink {
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
