package org.kaappliance.relay.kadeploy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.kaappliance.relay.Leave;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.StreamSink;

/** One of our receivers on a thread of its own, at 127.0.0.(10 + index); keeps what it gets. */
final class OwnNode implements StreamSink {
    final List<ReceiveEvent> events = new CopyOnWriteArrayList<>();
    final Leave leave = new Leave();
    final CompletableFuture<String> aborted = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<ReceiveResult> result = new CompletableFuture<>();
    private final Thread thread;

    private OwnNode(ReceiveSpec spec) {
        thread = new Thread(() -> receive(spec), spec.nodeId());
        thread.start();
    }

    static ReceiveSpec spec(String session, int index, RelayPorts ports) {
        return ReceiveSpec.of(session, Originals.address(index), "own-" + index)
                .withServer(Originals.SERVER)
                .withPorts(ports);
    }

    static OwnNode join(ReceiveSpec spec) {
        return new OwnNode(spec);
    }

    private void receive(ReceiveSpec spec) {
        try {
            result.complete(RelayReceiver.receive(spec, this, events::add, leave));
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }

    ReceiveResult await() throws Exception {
        return result.get(60, TimeUnit.SECONDS);
    }

    byte[] received() {
        return bytes.toByteArray();
    }

    /** Ends it as a kill does. */
    void kill() {
        thread.interrupt();
    }

    @Override
    public void write(ByteBuffer chunk) {
        byte[] copy = new byte[chunk.remaining()];
        chunk.get(copy);
        bytes.writeBytes(copy);
    }

    @Override
    public void finish() {}

    @Override
    public void abort(String reason) {
        aborted.complete(reason);
    }
}
