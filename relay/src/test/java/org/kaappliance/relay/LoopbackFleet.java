package org.kaappliance.relay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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
        Node node = new Node(spec, sink);
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

        Node(ReceiveSpec spec, MemorySink sink) {
            this.sink = sink;
            thread = new Thread(() -> receive(spec), spec.nodeId());
            thread.start();
        }

        private void receive(ReceiveSpec spec) {
            try {
                result.complete(RelayReceiver.receive(spec, sink, ReceiveListener.none()));
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
    }

    /** Keeps what it is given. */
    static class MemorySink implements StreamSink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        volatile boolean finished;
        volatile String aborted = "";
        UnaryOperator<ByteBuffer> beforeWrite = UnaryOperator.identity();

        @Override
        public void write(ByteBuffer chunk) throws java.io.IOException {
            ByteBuffer taken = beforeWrite.apply(chunk);
            byte[] copy = new byte[taken.remaining()];
            taken.get(copy);
            bytes.write(copy);
        }

        @Override
        public void finish() throws java.io.IOException {
            finished = true;
        }

        @Override
        public void abort(String reason) {
            aborted = reason;
        }
    }
}
