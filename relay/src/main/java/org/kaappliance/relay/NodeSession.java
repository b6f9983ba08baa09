package org.kaappliance.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.kaappliance.relay.chain.NodeData;
import org.kaappliance.relay.chain.NodeEffect;
import org.kaappliance.relay.chain.NodeEngine;
import org.kaappliance.relay.link.Children;
import org.kaappliance.relay.link.DataListener;
import org.kaappliance.relay.link.LinkTrust;
import org.kaappliance.relay.link.NodeControl;
import org.kaappliance.relay.link.NodeThread;
import org.kaappliance.relay.link.SinkDrain;
import org.kaappliance.relay.link.SinkEvents;
import org.kaappliance.relay.link.Upstream;
import org.kaappliance.relay.link.UpstreamEvents;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.LinkLoss;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;

/**
 * Runs one {@link NodeEngine} on a thread of its own, with a thread each for the control connection, the parent, the sink and each child. The caller's
 * thread only tells the listener, so that a slow listener holds up nothing.
 */
final class NodeSession implements UpstreamEvents, SinkEvents {
    private static final System.Logger LOG = System.getLogger(NodeSession.class.getName());
    private static final long TICK_MILLIS = 100;
    /** How long a parent may say nothing; it says something four times a second. */
    private static final Duration LINK_SILENCE = Duration.ofSeconds(1);
    /** From then on a node says that it waits for its parent. */
    private static final Duration PARENT_WAIT = Duration.ofMillis(700);

    private final NodeEngine engine;
    private final ReceiveListener listener;
    private final StreamBuffer buffer;
    private final Children children;
    private final DataListener data;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Upstream upstream;
    private final StreamSink streamSink;
    private final SinkDrain sink;
    private final ReceiveSpec spec;
    private final LinkTrust trust;
    private final InetSocketAddress server;
    private NodeControl control;
    private final NodeThread thread = new NodeThread("ka-relay-node", this::loop);
    private volatile Optional<String> error = Optional.of("interrupted");

    NodeSession(
            ReceiveSpec spec, InetSocketAddress server, StreamSink streamSink, ReceiveListener listener, Leave leave)
            throws IOException {
        this.spec = spec;
        this.server = server;
        this.listener = listener;
        this.streamSink = streamSink;
        this.engine = new NodeEngine(spec.silence(), System.nanoTime());
        this.buffer = new StreamBuffer(spec.window().bytes());
        this.trust = LinkTrust.of(spec.session(), spec.trust());
        this.children = new Children(trust, buffer);
        this.data = DataListener.open(
                new InetSocketAddress(spec.local(), spec.dataPort()),
                name -> name.equals(spec.session()) ? Optional.of(children) : Optional.empty());
        this.upstream = new Upstream(trust, spec.nodeId(), spec.local(), LINK_SILENCE, buffer, this);
        this.sink = new SinkDrain(buffer, streamSink, this);
        try {
            this.control = connectControl(Optional.empty());
        } catch (IOException e) {
            closeData();
            throw e;
        }
        leave.onLeave(reason -> events.add(() -> engine.failed(reason)));
    }

    /** Takes part until the end; the threads are gone, and the ports free, when it returns. */
    ReceiveResult run() throws InterruptedException {
        thread.run(listener, this::shutDown, streamSink);
        Duration held = Duration.ofMillis(buffer.held().sinkMillis());
        return new ReceiveResult(sink.contentBytes(), sink.digest(), error, held);
    }

    private void loop() {
        try {
            while (!engine.hasEnded()) {
                Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                for (; event != null; event = events.poll()) {
                    event.run();
                }
                long nowNanos = System.nanoTime();
                upstream.checkSilence(nowNanos);
                engine.tick(dataAt(nowNanos), nowNanos);
                engine.drain().forEach(this::carryOut);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the node failed by a fault of ours", e);
            error = Optional.of("internal error: " + e);
        } finally {
            thread.tellEnd();
        }
    }

    private NodeData dataAt(long nowNanos) {
        StreamBuffer.Held held = buffer.held();
        Message.WaitsFor waitsFor = Message.WaitsFor.NOTHING;
        if (held.now() == StreamBuffer.Holder.SINK) {
            waitsFor = Message.WaitsFor.SINK;
        } else if (held.now() == StreamBuffer.Holder.CHILD) {
            waitsFor = Message.WaitsFor.CHILD;
        } else if (upstream.isWaiting(PARENT_WAIT, nowNanos)) {
            waitsFor = Message.WaitsFor.PARENT;
        }
        return new NodeData(buffer.end(), sink.sunkBytes(), held.sinkMillis(), held.childMillis(), waitsFor);
    }

    private void carryOut(NodeEffect effect) {
        if (effect instanceof NodeEffect.Send send) {
            control.send(send.message());
        } else if (effect instanceof NodeEffect.Connect connect) {
            connect(connect);
        } else if (effect instanceof NodeEffect.Detach) {
            upstream.detach();
        } else if (effect instanceof NodeEffect.Finish finish) {
            buffer.finish(finish.digest());
        } else if (effect instanceof NodeEffect.Rejoin rejoin) {
            rejoin(rejoin.part());
        } else if (effect instanceof NodeEffect.Serve serve) {
            children.allow(serve.stream(), serve.children());
        } else if (effect instanceof NodeEffect.Emit emit) {
            thread.tell(emit.event());
        } else if (effect instanceof NodeEffect.End end) {
            error = end.error();
        }
    }

    private void connect(NodeEffect.Connect connect) {
        try {
            upstream.connect(connect.parent(), connect.stream());
        } catch (IOException e) {
            linkLost(connect.parent().epoch(), LinkLoss.UNREACHABLE, String.valueOf(e.getMessage()), buffer.end());
        }
    }

    private void heard(Message message) {
        long nowNanos = System.nanoTime();
        events.add(() -> {
            engine.message(message, nowNanos);
            if (message instanceof Message.Welcome welcome) {
                sink.expect(welcome.format(), welcome.digest()).ifPresent(engine::failed);
            }
        });
    }

    private void controlLost(String reason) {
        events.add(() -> engine.controlLost(reason, System.nanoTime()));
    }

    private void rejoin(Optional<Message.Part> part) {
        control.close();
        try {
            control = connectControl(part);
        } catch (IOException e) {
            controlLost(String.valueOf(e.getMessage()));
        }
    }

    private NodeControl connectControl(Optional<Message.Part> part) throws IOException {
        Message.Hello hello = new Message.Hello(
                spec.session(),
                spec.nodeId(),
                spec.credential(),
                spec.local(),
                data.port(),
                spec.hint(),
                spec.window().bytes(),
                spec.barrier() == ReceiveSpec.Barrier.ALL_DONE,
                part);
        return new NodeControl(spec.local(), server, trust, hello, this::heard, this::controlLost);
    }

    @Override
    public void linkUp(int epoch) {
        events.add(() -> engine.linkUp(epoch));
    }

    @Override
    public void linkLost(int epoch, LinkLoss loss, String detail, long receivedBytes) {
        events.add(() -> engine.linkLost(epoch, loss, detail, receivedBytes, System.nanoTime()));
    }

    @Override
    public void streamEnded(long totalBytes, StreamDigest digest) {
        events.add(() -> engine.streamEnded(totalBytes, digest));
    }

    @Override
    public void upstreamFailed(String reason) {
        events.add(() -> engine.failed(reason));
    }

    @Override
    public void sinkDone(long totalBytes, StreamDigest digest) {
        events.add(() -> engine.sinkDone(totalBytes, digest));
    }

    @Override
    public void sinkFailed(String reason) {
        events.add(() -> engine.sinkFailed(reason));
    }

    private void shutDown() throws InterruptedException {
        if (engine.hasEnded()) {
            control.flushAndClose();
        }
        control.close();
        closeData();
        boolean isQuiet = upstream.awaitEnd();
        isQuiet &= sink.stop(error.orElse("the session is over"));
        if (isQuiet && children.awaitIdle(Duration.ofSeconds(1))) {
            buffer.release();
        }
    }

    private void closeData() {
        buffer.close();
        children.close();
        upstream.close();
        data.close();
    }
}
