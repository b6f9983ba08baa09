package org.kaappliance.relay;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;

/** A server that runs out of descriptors, and what becomes of the node that connects meanwhile. */
public final class DescriptorProbe {
    private static final CountDownLatch WARNED = new CountDownLatch(1);

    private DescriptorProbe() {}

    /** Everything is opened and loaded before the descriptors run out: a class needs one, too. */
    public static void main(String[] args) throws Exception {
        Logger.getLogger("org.kaappliance").addHandler(new Warnings());
        Logger.getLogger("org.kaappliance").warning("the log's own classes and the time zone are loaded");
        try (RelayServer server = RelayServer.open(LoopbackFleet.SERVER, RelayPorts.EPHEMERAL)) {
            InetSocketAddress control =
                    new InetSocketAddress(LoopbackFleet.SERVER, server.ports().control());
            try (SocketChannel first = SocketChannel.open();
                    SocketChannel second = SocketChannel.open()) {
                first.connect(control);
                String before = answerOn(first);
                List<FileInputStream> all = takeAllDescriptors();
                second.connect(control);
                boolean isWarned = WARNED.await(20, TimeUnit.SECONDS);
                for (FileInputStream one : all) {
                    one.close();
                }
                System.out.println("control: " + (isWarned ? "cannot take connections" : "no warning"));
                System.out.println("control: " + before);
                System.out.println("control: " + answerOn(second) + " again");
            }
        }
    }

    private static List<FileInputStream> takeAllDescriptors() {
        List<FileInputStream> all = new ArrayList<>();
        try {
            while (true) {
                all.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return all;
        }
    }

    private static String answerOn(SocketChannel channel) throws IOException {
        channel.socket().setSoTimeout(20_000);
        channel.write(Preface.CONTROL.encode());
        channel.write(Greeting.open());
        channel.write(MessageCodec.encode(Message.Hello.first("none", "n", "", LoopbackFleet.SERVER, 9)));
        byte[] head = channel.socket().getInputStream().readNBytes(2);
        if (head.length < 2) {
            return "closed";
        }
        int length = MessageCodec.frameBytes(ByteBuffer.wrap(head)) - 2;
        ByteBuffer frame = ByteBuffer.allocate(2 + length)
                .put(head)
                .put(channel.socket().getInputStream().readNBytes(length));
        return MessageCodec.decode(frame.flip()) instanceof Message.Refused ? "refused" : "something else";
    }

    private static final class Warnings extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().startsWith("control port ")) {
                WARNED.countDown();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
