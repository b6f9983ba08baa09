package org.kaappliance.relay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.kaappliance.config.Ipv4Subnet;

/** A server on 127.0.0.1 and its nodes on 127.0.0.11 and up, all in this JVM, on ports that the kernel chose. */
final class LoopbackFleet implements AutoCloseable {
    static final Inet4Address SERVER = Ipv4Subnet.address("127.0.0.1");
    static final Duration LIMIT = Duration.ofSeconds(30);

    final RelayServer server;
    final Map<String, Node> nodes = new LinkedHashMap<>();

    LoopbackFleet() throws Exception {
        server = RelayServer.open(SERVER, RelayPorts.EPHEMERAL);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static StreamSource source(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    /** Gives the first half, and the second when the gate is open. */
    static StreamSource gated(byte[] bytes, CountDownLatch gate) {
        int half = bytes.length / 2;
        InputStream closedGate = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    gate.await();
                    return -1;
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        };
        return () -> new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(bytes, 0, half),
                closedGate,
                new ByteArrayInputStream(bytes, half, bytes.length - half))));
    }

    static String name(int index) {
        return String.format("node-%02d", index);
    }

    ReceiveSpec spec(String session, int index) {
        return ReceiveSpec.of(session, Ipv4Subnet.address("127.0.0." + (10 + index)), name(index))
                .withServer(SERVER)
                .withPorts(server.ports())
                .withTries(5, Duration.ofMillis(500));
    }

    Node join(String session, int index) {
        return join(spec(session, index), new MemorySink());
    }

    Node join(ReceiveSpec spec, MemorySink sink) {
        return join(spec, sink, ReceiveListener.none());
    }

    Node join(ReceiveSpec spec, MemorySink sink, ReceiveListener listener) {
        Node node = new Node(spec, sink, listener);
        nodes.put(spec.nodeId(), node);
        return node;
    }

    List<Node> joinAll(String session, int count) {
        List<Node> joined = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            joined.add(join(session, i));
        }
        return joined;
    }

    @Override
    public void close() {
        nodes.values().forEach(Node::kill);
        server.close();
    }

    /** A receiver on a thread of its own. */
    static final class Node {
        final MemorySink sink;
        final CompletableFuture<ReceiveResult> result = new CompletableFuture<>();
        private final Thread thread;

        Node(ReceiveSpec spec, MemorySink sink, ReceiveListener listener) {
            this.sink = sink;
            thread = new Thread(() -> receive(spec, listener), spec.nodeId());
            thread.start();
        }

        private void receive(ReceiveSpec spec, ReceiveListener listener) {
            try {
                result.complete(RelayReceiver.receive(spec, sink, listener));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        }

        ReceiveResult await() throws InterruptedException, ExecutionException, TimeoutException {
            return result.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        /** Ends it as a kill does: sockets close, nothing is said. */
        void kill() {
            thread.interrupt();
        }

        /** After {@link #kill}: returns when it is gone. */
        void awaitDeath() throws InterruptedException {
            thread.join(LIMIT.toMillis());
        }
    }

    /** Keeps what it is given. */
    static class MemorySink implements StreamSink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        volatile boolean finished;
        volatile String aborted = "";
        UnaryOperator<ByteBuffer> beforeWrite = UnaryOperator.identity();

        @Override
        public void write(ByteBuffer chunk) throws IOException {
            ByteBuffer taken = beforeWrite.apply(chunk);
            byte[] copy = new byte[taken.remaining()];
            taken.get(copy);
            bytes.write(copy);
        }

        @Override
        public void finish() throws IOException {
            finished = true;
        }

        @Override
        public void abort(String reason) {
            aborted = reason;
        }
    }
}
