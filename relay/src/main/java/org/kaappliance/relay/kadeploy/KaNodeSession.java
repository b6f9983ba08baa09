package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.ReceiveListener;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.link.DataListener;
import org.kaappliance.relay.link.NodeThread;
import org.kaappliance.relay.link.OtherWire;
import org.kaappliance.relay.link.SinkDrain;
import org.kaappliance.relay.link.SinkEvents;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.StreamDigest;

/** Takes part in a session of an original server: runs one {@link KaClientEngine} on a thread of its own. The caller's thread only tells the listener. */
public final class KaNodeSession implements SinkEvents, KaUpstream.Events, RawChildren.Events {
    private static final System.Logger LOG = System.getLogger(KaNodeSession.class.getName());
    private static final long TICK_MILLIS = 50;
    /** Every original keeps 35 MiB for orphans. */
    private static final long MIN_WINDOW_BYTES = 40L << 20;
    /** How long bytes are held for who takes a lost child's place: the server does not say whether anybody will. */
    private static final Duration HOLD = Duration.ofSeconds(5);

    private final ReceiveSpec spec;
    private final InetSocketAddress server;
    private final ReceiveListener listener;
    private final StreamSink streamSink;
    private final int parentPort;
    private final StreamBuffer buffer;
    private final RawChildren children;
    private final DataListener data;
    private final KaUpstream upstream;
    private final SinkDrain sink;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final NodeThread thread = new NodeThread("ka-relay-node-0.6", this::loop);
    private LegacyLayout layout = LegacyLayout.I386;
    private volatile KaClientEngine engine;
    private volatile KaServerLink control;
    private volatile boolean stopped;
    private volatile Optional<String> left = Optional.empty();
    private volatile Optional<String> error = Optional.of("interrupted");

    /** @throws IOException when our data port cannot be bound */
    public KaNodeSession(ReceiveSpec spec, InetSocketAddress server, StreamSink sink, ReceiveListener listener)
            throws IOException {
        this.spec = spec;
        this.server = server;
        this.listener = listener;
        this.streamSink = sink;
        this.parentPort = spec.ports().data();
        this.buffer = new StreamBuffer(Math.max(spec.window().bytes(), MIN_WINDOW_BYTES));
        this.children = new RawChildren(buffer, this);
        children.expect(child -> true);
        children.flow();
        int port = spec.dataPort() == 0 ? parentPort : spec.dataPort();
        this.data = DataListener.open(new InetSocketAddress(spec.local(), port), name -> Optional.empty(), silent());
        this.upstream = new KaUpstream(spec.local(), parentPort, buffer, this);
        this.sink = new SinkDrain(buffer, sink, this);
    }

    /** Children of this wire say nothing first. */
    private OtherWire silent() {
        return new OtherWire() {
            @Override
            public Optional<ByteBuffer> discovery(ByteBuffer request, Inet4Address from) {
                return Optional.empty();
            }

            @Override
            public void control(SocketChannel channel, ByteBuffer first) {
                throw new IllegalStateException("a node takes no control connections");
            }

            @Override
            public boolean expects(Inet4Address child) {
                return children.expects(child);
            }

            @Override
            public void serve(SocketChannel channel) throws IOException, InterruptedException {
                children.serve(channel);
            }
        };
    }

    /**
     * Takes part until the end; the threads are gone, and the ports free, when it returns. That the result is complete means of this wire that
     * our parent ended where the server said that the flow ends: there is no digest to compare.
     */
    public ReceiveResult run() throws InterruptedException {
        thread.run(listener, this::shutDown, streamSink);
        return new ReceiveResult(sink.sunkBytes(), sink.digest(), error);
    }

    /** Leaves before the end; what has ended stays as it ended. Any thread. */
    public void leave(String reason) {
        left = Optional.of(reason);
        events.add(() -> engine.failed(reason));
        if (engine == null) { // it may still be connecting, which nothing interrupts
            error = left;
            thread.tellEnd();
        }
    }

    private void loop() {
        try {
            begin();
            while (!engine.hasEnded()) {
                Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                for (; event != null; event = events.poll()) {
                    event.run();
                }
                children.releaseHoldsAfter(HOLD);
                ReceiveEvent.Progress at = new ReceiveEvent.Progress(upstream.received(), sink.sunkBytes());
                engine.tick(at, children.unserved(), System.nanoTime());
                engine.drain().forEach(this::carryOut);
            }
        } catch (IOException e) {
            String at = server.getAddress().getHostAddress() + ":" + server.getPort();
            error = left.or(() -> Optional.of("no server takes connections at " + at + ": " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the node failed by a fault of ours", e);
            error = Optional.of("internal error: " + e);
        } finally {
            thread.tellEnd();
        }
    }

    private void begin() throws IOException {
        KaClientEngine.Barrier barrier = spec.barrier() == ReceiveSpec.Barrier.ALL_DONE
                ? KaClientEngine.Barrier.WAITS_FOR_THE_OTHERS
                : KaClientEngine.Barrier.LEAVES;
        LegacyLayout used = layout;
        control = new KaServerLink(spec.local(), server, used, this::heard, reason -> controlLost(used, reason));
        engine = new KaClientEngine(barrier, parentPort, System.nanoTime());
        if (stopped) {
            control.close();
        }
    }

    private void heard(ServerPacket packet) {
        events.add(() -> engine.packet(packet, System.nanoTime()));
    }

    /** A server of the other layout closes when it reads our hello: then we say it again in its own. */
    private void controlLost(LegacyLayout used, String reason) {
        events.add(() -> {
            if (engine.hasHeard() || used == LegacyLayout.X86_64) {
                engine.controlLost(reason);
                return;
            }
            control.close();
            layout = LegacyLayout.X86_64;
            try {
                begin();
            } catch (IOException e) {
                engine.controlLost(reason + ", and then: " + e.getMessage());
            }
        });
    }

    private void carryOut(KaClientEffect effect) {
        if (effect instanceof KaClientEffect.Send send) {
            control.send(send.packet());
        } else if (effect instanceof KaClientEffect.Connect connect) {
            connect(connect.parent());
        } else if (effect instanceof KaClientEffect.Authorize authorize) {
            authorize(authorize);
        } else if (effect instanceof KaClientEffect.Drop drop) {
            children.drop(drop.child());
        } else if (effect instanceof KaClientEffect.FinishStream) {
            upstream.finish();
        } else if (effect instanceof KaClientEffect.Emit emit) {
            thread.tell(emit.event());
        } else if (effect instanceof KaClientEffect.End end) {
            error = end.error();
        }
    }

    private void connect(Inet4Address parent) {
        try {
            upstream.connect(parent);
        } catch (IOException e) {
            linkLost(parent, upstream.received());
        }
    }

    private void authorize(KaClientEffect.Authorize authorize) {
        if (children.authorize(authorize.child(), authorize.offset())) {
            children.releaseHolds();
            events.add(() -> engine.childServed(authorize.child()));
        }
    }

    @Override
    public void linkUp(Inet4Address parent) {
        events.add(() -> engine.linkUp(parent));
    }

    @Override
    public void linkLost(Inet4Address parent, long receivedBytes) {
        events.add(() -> engine.linkLost(parent, receivedBytes, System.nanoTime()));
    }

    @Override
    public void upstreamFailed(String reason) {
        events.add(() -> engine.failed(reason));
    }

    @Override
    public void connected(Inet4Address child) {
        events.add(() -> engine.childConnected(child));
    }

    /** It notices that we close, and its server finds it another parent, or gives it up. */
    @Override
    public void refused(Inet4Address child, String reason) {
        LOG.log(System.Logger.Level.WARNING, "child {0}: {1}", child.getHostAddress(), reason);
        events.add(() -> children.drop(child));
    }

    @Override
    public void sinkDone(long totalBytes, StreamDigest digest) {
        events.add(() -> {
            thread.tell(new ReceiveEvent.Notice(
                    "received " + totalBytes + " bytes from a Ka-deploy 0.6 server, whose wire has no"
                            + " digest: only their number was compared"));
            engine.sinkDone();
        });
    }

    @Override
    public void sinkFailed(String reason) {
        events.add(() -> engine.failed(reason));
    }

    /** What was said has been written, since a packet is written at once. */
    private void shutDown() throws InterruptedException {
        stopped = true;
        if (control != null && error.isEmpty()) {
            control.finish();
        } else if (control != null) {
            control.close();
        }
        buffer.close();
        children.close();
        upstream.close();
        data.close();
        boolean isQuiet = upstream.awaitEnd();
        isQuiet &= sink.stop(error.orElse("the session is over"));
        if (isQuiet && children.awaitIdle(Duration.ofSeconds(1))) {
            buffer.release();
        }
    }
}
