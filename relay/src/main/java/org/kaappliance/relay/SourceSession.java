package org.kaappliance.relay;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.kaappliance.relay.chain.FleetNews;
import org.kaappliance.relay.chain.Guests;
import org.kaappliance.relay.chain.SourceEffect;
import org.kaappliance.relay.chain.SourceEngine;
import org.kaappliance.relay.chain.SourceSettings;
import org.kaappliance.relay.kadeploy.LegacyBranch;
import org.kaappliance.relay.kadeploy.LegacyHost;
import org.kaappliance.relay.keep.SourceKeep;
import org.kaappliance.relay.link.Children;
import org.kaappliance.relay.link.ControlConnection;
import org.kaappliance.relay.link.ControlEvents;
import org.kaappliance.relay.link.LinkTrust;
import org.kaappliance.relay.link.SourceEvents;
import org.kaappliance.relay.link.SourceFeed;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;

/** Runs one {@link SourceEngine} on a thread of its own; another tells the listener, so that a slow one holds up nothing. Its queue is bounded by what each control connection may have pending. */
final class SourceSession implements SendSession, ControlEvents, SourceEvents, LegacyHost {
    private static final System.Logger LOG = System.getLogger(SourceSession.class.getName());
    private static final long TICK_MILLIS = 100;
    private static final long TICK_NANOS = 50_000_000;
    private static final String KEPT_OVER = "nodes that come late or come back cannot catch up any more: ";

    private final SendSpec spec;
    private final LinkTrust trust;
    private final SendListener listener;
    private final SourceSettings settings;
    private final StreamBuffer buffer;
    private final SourceEngine engine;
    private final SourceKeep kept;
    private final Children children;
    private final LegacyBranch originals;
    private final SourceFeed feed;
    private final FleetNews news;
    private final Consumer<SourceSession> whenEnded;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Map<Long, ControlConnection> connections = new HashMap<>();
    private final CompletableFuture<SendResult> result = new CompletableFuture<>();
    private final UntoldEvents untold = new UntoldEvents();
    private final Thread thread;
    private final Thread teller;
    private Optional<SendResult> own = Optional.empty();
    private boolean ended;
    private long tickedNanos = System.nanoTime() - TICK_NANOS;

    SourceSession(
            SendSpec spec,
            SourceSettings settings,
            StreamSource source,
            SendListener listener,
            Consumer<SourceSession> whenEnded) {
        this.spec = spec;
        this.trust = LinkTrust.of(spec.session(), spec.trust());
        this.settings = settings;
        this.listener = listener;
        this.whenEnded = whenEnded;
        this.buffer = new StreamBuffer(LegacyBranch.windowBytes(spec));
        this.kept = new SourceKeep(
                source,
                spec.keep(),
                spec.compression(),
                reason -> untold.add(new SendEvent.Notice(KEPT_OVER + reason)));
        this.children = new Children(trust, buffer, kept);
        this.originals = new LegacyBranch(spec, buffer, settings.address(), this);
        this.engine = new SourceEngine(settings, children::refusal, System.nanoTime());
        this.feed = new SourceFeed(
                source, spec.compression(), spec.trust().digest(), buffer, kept, spec.maxBytesPerSecond(), this);
        this.news = new FleetNews(source.expectedBytes());
        this.thread = new Thread(this::run, "ka-relay-session-" + spec.session());
        thread.setDaemon(true);
        this.teller = new Thread(this::tellAll, "ka-relay-events-" + spec.session());
        teller.setDaemon(true);
    }

    void open() {
        thread.start();
        teller.start();
    }

    Children children() {
        return children;
    }

    LegacyBranch originals() {
        return originals;
    }

    @Override
    public void post(Runnable event) {
        events.add(event);
    }

    @Override
    public void guests(Guests guests) {
        engine.guests(guests, System.nanoTime());
    }

    @Override
    public void emit(SendEvent event) {
        if (event instanceof SendEvent.Progress progress) {
            news.at(progress, System.nanoTime())
                    .ifPresent(fleet -> news.readers().forEach(id -> with(id, c -> c.send(fleet))));
        }
        untold.add(event);
    }

    @Override
    public String name() {
        return spec.session();
    }

    @Override
    public void go() {
        events.add(() -> engine.go(System.nanoTime()));
    }

    @Override
    public void forget(String nodeId) {
        events.add(() -> engine.forget(nodeId, System.nanoTime()));
    }

    @Override
    public void cancel(String reason) {
        events.add(() -> engine.cancel(reason, System.nanoTime()));
    }

    @Override
    public SendResult await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a session always ends with a result", e);
        }
    }

    @Override
    public Optional<SendResult> awaitFor(Duration limit) throws InterruptedException {
        try {
            return Optional.of(result.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a session always ends with a result", e);
        }
    }

    @Override
    public LinkTrust trust() {
        return trust;
    }

    @Override
    public void hello(ControlConnection connection, Message.Hello hello, long nowNanos) {
        events.add(() -> {
            connection.handled();
            admit(connection, hello, nowNanos);
        });
    }

    @Override
    public void go(ControlConnection connection, long nowNanos) {
        events.add(() -> {
            connection.handled();
            connections.put(connection.id(), connection);
            engine.go(connection.id(), nowNanos);
        });
    }

    @Override
    public void message(ControlConnection connection, Message message, long nowNanos) {
        events.add(() -> {
            connection.handled();
            news.heard(connection.id(), message);
            engine.message(connection.id(), message, nowNanos);
        });
    }

    @Override
    public void lost(ControlConnection connection, String reason) {
        events.add(() -> {
            engine.controlLost(connection.id(), reason, System.nanoTime());
            connections.remove(connection.id());
            news.gone(connection.id());
        });
    }

    @Override
    public void sourceEnded(long totalBytes, StreamDigest digest) {
        events.add(() -> {
            engine.sourceEnded(totalBytes, digest);
            originals.sourceEnded(totalBytes);
        });
    }

    @Override
    public void sourceFailed(String reason) {
        events.add(() -> engine.sourceFailed(reason, System.nanoTime()));
    }

    private void admit(ControlConnection connection, Message.Hello hello, long nowNanos) {
        connections.put(connection.id(), connection);
        Inet4Address remote = (Inet4Address) connection.remote().getAddress();
        NodeHello who = new NodeHello(hello.nodeId(), hello.credential(), remote);
        engine.hello(connection.id(), hello, verdictOn(who, hello), nowNanos);
    }

    private Verdict verdictOn(NodeHello who, Message.Hello hello) {
        if (!hello.address().equals(who.address())) {
            return Verdict.refused("it says that it is at " + hello.address().getHostAddress() + " and comes from "
                    + who.address().getHostAddress());
        }
        try {
            return spec.admission().admit(who);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "admission to session " + name() + " failed", e);
            return Verdict.refused("the server cannot tell whether this node may join");
        }
    }

    private void run() {
        try {
            while (!engine.hasEnded() || !originals.isOver()) {
                Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                for (; event != null; event = events.poll()) {
                    event.run();
                }
                long nowNanos = System.nanoTime();
                engine.sourceRead(Math.max(0, buffer.end()));
                if (nowNanos - tickedNanos >= TICK_NANOS) { // not after each of thousands of beats a second
                    tickedNanos = nowNanos;
                    engine.tick(nowNanos);
                }
                engine.settle(nowNanos);
                originals.tick(nowNanos);
                carryOut();
            }
            own.map(originals::withOutcomes).ifPresent(this::end);
            refuseTheLast();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fault(e);
        } finally {
            try {
                shutDown();
            } finally {
                endAfterAll();
            }
        }
    }

    /** Who came in the moment of the end hears that it was too late. */
    private void refuseTheLast() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
        carryOut();
    }

    private void fault(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "session " + name() + " failed by a fault of ours", e);
        try {
            engine.cancel("internal error: " + e, System.nanoTime());
            carryOut();
        } catch (RuntimeException | Error second) {
            LOG.log(System.Logger.Level.ERROR, "session " + name() + " could not tell its nodes", second);
        }
    }

    /** Whatever happened: who waits for the result gets one, and the name is free. */
    private void endAfterAll() {
        if (!ended) {
            end(engine.result()
                    .orElseGet(() -> new SendResult(
                            0, Duration.ZERO, List.of(), List.of(), Optional.of("internal error: see the log"))));
        }
    }

    private void carryOut() {
        engine.drain().forEach(this::carryOut);
    }

    private void carryOut(SourceEffect effect) {
        if (effect instanceof SourceEffect.Send send) {
            with(send.connection(), connection -> connection.send(send.message()));
        } else if (effect instanceof SourceEffect.Close close) {
            with(close.connection(), ControlConnection::closeAfterFlush);
        } else if (effect instanceof SourceEffect.StartStream) {
            originals.started();
            feed.start();
        } else if (effect instanceof SourceEffect.Serve serve) {
            children.allow(settings.stream(), serve.children());
        } else if (effect instanceof SourceEffect.Emit emit && !(emit.event() instanceof SendEvent.Ended)) {
            emit(withContent(originals.withClients(emit.event())));
        } else if (effect instanceof SourceEffect.End end) {
            own = Optional.of(end.result());
            originals.restEnded(end.result().error());
        }
    }

    private void with(long connectionId, Consumer<ControlConnection> action) {
        ControlConnection connection = connections.get(connectionId);
        if (connection != null) {
            action.accept(connection);
        }
    }

    private void end(SendResult sendResult) {
        ended = true;
        whenEnded.accept(this);
        untold.add(new SendEvent.Ended(
                spec.compression().isOn() ? sendResult.withContent(feed.contentBytes()) : sendResult));
    }

    /** The engine counts what is carried. */
    private SendEvent withContent(SendEvent event) {
        return spec.compression().isOn() && event instanceof SendEvent.Progress progress
                ? progress.withContent(feed.contentBytes())
                : event;
    }

    private void tellAll() {
        try {
            SendEvent event = untold.take();
            for (; !(event instanceof SendEvent.Ended); event = untold.take()) {
                tell(event);
            }
            tell(event);
            result.complete(((SendEvent.Ended) event).result());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(SendEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the listener of session " + name() + " failed on " + event, e);
        }
    }

    private void shutDown() {
        connections.values().forEach(ControlConnection::closeAfterFlush);
        buffer.close();
        children.close();
        boolean isQuiet = originals.close();
        try {
            isQuiet &= feed.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isQuiet = false;
        }
        if (isQuiet && children.awaitIdle(Duration.ofSeconds(1))) {
            buffer.release();
        }
        kept.close();
    }
}
