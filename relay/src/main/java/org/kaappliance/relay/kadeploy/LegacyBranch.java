package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.NodeHello;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.SendResult;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.Verdict;
import org.kaappliance.relay.chain.Guests;
import org.kaappliance.relay.stream.StreamBuffer;

/**
 * The original clients of one session: a chain of their own, whose first hang on the source. Owned by the session and called on its thread, but for
 * {@link #isOpen} and {@link #children}.
 */
public final class LegacyBranch implements KaEvents, RawChildren.Events {
    private static final System.Logger LOG = System.getLogger(LegacyBranch.class.getName());

    /**
     * An original that hangs is dropped when the one before it is its own ring (35 MiB) and two connections' buffers ahead of its child, which only
     * the source can serve then.
     */
    private static final long MIN_WINDOW_BYTES = 128L << 20;

    private final SendSpec spec;
    private final LegacyHost host;
    private final StreamBuffer buffer;
    private final KaServerEngine engine;
    private final RawChildren children;
    private final Map<Long, KaConnection> connections = new HashMap<>();
    private Guests told = Guests.NONE;
    private volatile boolean open;

    /** @param source the address that the first clients are told to connect to, at the data port */
    public LegacyBranch(SendSpec spec, StreamBuffer buffer, Inet4Address source, LegacyHost host) {
        this.spec = spec;
        this.host = host;
        this.buffer = buffer;
        this.engine =
                new KaServerEngine(source, spec.chain().arity(), spec.chain().stagger(), System.nanoTime());
        this.children = new RawChildren(buffer, this);
        this.open = spec.trust().legacy() == Trust.Legacy.ALLOWED;
    }

    /** How much of the stream a session's source keeps. */
    public static long windowBytes(SendSpec spec) {
        long wanted = spec.window().bytes();
        return spec.trust().legacy() == Trust.Legacy.ALLOWED ? Math.max(wanted, MIN_WINDOW_BYTES) : wanted;
    }

    String session() {
        return spec.session();
    }

    /** Whether original clients may join now. Any thread. */
    public boolean isOpen() {
        return open;
    }

    RawChildren children() {
        return children;
    }

    /** The session starts: nobody joins any more, and no byte of the stream is let go before every client has its place. Before the source is read. */
    public void started() {
        open = false;
        if (engine.active() > 0) {
            host.emit(
                    new SendEvent.Notice(
                            engine.active()
                                    + " original clients take part: their wire has no digest, so that complete means of them the number of bytes"));
            children.hold();
        }
        engine.start(System.nanoTime());
        carryOut();
    }

    /** Time passes: call it at least every 100 ms. */
    public void tick(long nowNanos) {
        engine.tick(buffer.end(), nowNanos);
        carryOut();
    }

    public void sourceEnded(long totalBytes) {
        engine.sourceEnded(totalBytes, System.nanoTime());
        carryOut();
    }

    /**
     * The rest of the session has ended: those who wait for the others are released.
     *
     * @param error why it failed as a whole: then all that are not done have failed as well
     */
    public void restEnded(Optional<String> error) {
        open = false;
        error.ifPresent(reason -> engine.cancel(reason, System.nanoTime()));
        engine.release(System.nanoTime());
        carryOut();
    }

    /** True when the session need not wait for original clients. */
    public boolean isOver() {
        return engine.isOver();
    }

    /** All original clients that ever joined, behind the session's own nodes. */
    public SendResult withOutcomes(SendResult own) {
        List<NodeOutcome> nodes = new ArrayList<>(own.nodes());
        nodes.addAll(engine.outcomes());
        return new SendResult(own.bytes(), own.elapsed(), nodes, own.remarks(), own.error());
    }

    /** The session's events, with the original clients in them. */
    public SendEvent withClients(SendEvent event) {
        if (event instanceof SendEvent.Progress progress) {
            List<NodeFigures> nodes = new ArrayList<>(progress.nodes());
            nodes.addAll(engine.figures());
            return new SendEvent.Progress(nodes, progress.sentBytes(), progress.bottleneck());
        }
        if (event instanceof SendEvent.Started started) {
            List<String> names = new ArrayList<>(started.chain());
            engine.outcomes().forEach(client -> names.add(client.nodeId()));
            return new SendEvent.Started(names);
        }
        return event;
    }

    /** Closes all connections; the buffer is closed already. @return false when a thread still reads it */
    public boolean close() {
        open = false;
        children.close();
        connections.values().forEach(KaConnection::closeAfterFlush);
        return children.awaitIdle(Duration.ofSeconds(1));
    }

    @Override
    public void hello(KaConnection connection) {
        host.post(() -> {
            connection.handled();
            connections.put(connection.id, connection);
            Verdict verdict = open ? verdictOn(connection.remote) : Verdict.refused("the session has started");
            engine.hello(connection.id, connection.remote, verdict, System.nanoTime());
            carryOut();
        });
    }

    private Verdict verdictOn(Inet4Address client) {
        try {
            return spec.admission().admit(new NodeHello(client.getHostAddress(), "", client));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "admission to session " + spec.session() + " failed", e);
            return Verdict.refused("the server cannot tell whether this node may join");
        }
    }

    @Override
    public void packet(KaConnection connection, ClientPacket packet) {
        host.post(() -> {
            connection.handled();
            engine.sourceRead(buffer.end());
            engine.packet(connection.id, packet, System.nanoTime());
            carryOut();
        });
    }

    @Override
    public void lost(KaConnection connection, String reason) {
        host.post(() -> {
            connections.remove(connection.id);
            engine.lost(connection.id, reason, System.nanoTime());
            carryOut();
        });
    }

    @Override
    public void connected(Inet4Address child) {
        host.post(() -> {
            engine.sourceGotClient(child, System.nanoTime());
            carryOut();
        });
    }

    @Override
    public void refused(Inet4Address child, String reason) {
        host.post(() -> {
            engine.sourceRefused(child, reason, System.nanoTime());
            carryOut();
        });
    }

    private void carryOut() {
        engine.drain().forEach(this::carryOut);
        Guests now = new Guests(engine.active(), engine.done());
        if (!now.equals(told)) {
            told = now;
            host.guests(now);
        }
    }

    private void carryOut(KaServerEffect effect) {
        if (effect instanceof KaServerEffect.Send send) {
            with(send.connection(), connection -> connection.send(send.packet()));
        } else if (effect instanceof KaServerEffect.Close close) {
            with(close.connection(), KaConnection::closeAfterFlush);
        } else if (effect instanceof KaServerEffect.Expect expect) {
            children.expect(expect.children()::contains);
        } else if (effect instanceof KaServerEffect.Serve serve) {
            children.authorize(serve.child(), serve.offset());
        } else if (effect instanceof KaServerEffect.Drop drop) {
            children.drop(drop.child());
        } else if (effect instanceof KaServerEffect.Flow) {
            children.flow();
            children.releaseHolds();
        } else if (effect instanceof KaServerEffect.Pause) {
            children.pause();
        } else if (effect instanceof KaServerEffect.GoNow) {
            host.go();
        } else if (effect instanceof KaServerEffect.Emit emit) {
            host.emit(emit.event());
        }
    }

    private void with(long connection, Consumer<KaConnection> action) {
        KaConnection known = connections.get(connection);
        if (known != null) {
            action.accept(known);
        }
    }
}
