package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.Verdict;
import org.kaappliance.relay.chain.PauseWatch;
import org.kaappliance.relay.kadeploy.KaClient.Link;
import org.kaappliance.relay.kadeploy.KaClient.State;

/**
 * The decisions of a Ka-deploy 0.6 server about the original clients of one session. Carry out {@link #drain} after each event. Time: any monotonic
 * clock, nanoseconds.
 */
public final class KaServerEngine {
    private static final int MAX_CLIENTS = 4096;

    private final int arity;
    private final Duration stagger;
    private final Map<Long, KaClient> connections = new HashMap<>();
    private final Map<Inet4Address, KaClient> joined = new LinkedHashMap<>();
    private final KaLinks links;
    private final KaPings pings = new KaPings();
    private final PauseWatch pauses;
    private final ArrayDeque<KaClient> toRelease = new ArrayDeque<>();
    private List<KaServerEffect> effects = new ArrayList<>();
    private OptionalLong total = OptionalLong.empty();
    private long sentBytes;
    private long releasedNanos;
    private boolean started;
    private boolean releasing;
    private boolean ended;

    /**
     * @param source what the first clients are told to connect to
     * @param arity children of each
     * @param stagger between the releases of two clients that wait for the others
     */
    public KaServerEngine(Inet4Address source, int arity, Duration stagger, long nowNanos) {
        this.links = new KaLinks(source, effect -> effects.add(effect), this::lose);
        this.arity = arity;
        this.stagger = stagger;
        this.pauses = new PauseWatch(nowNanos);
    }

    /** What is to be done since the last call, in order. */
    public List<KaServerEffect> drain() {
        List<KaServerEffect> out = effects;
        effects = new ArrayList<>();
        return out;
    }

    /** How many take part and are not done. */
    public int active() {
        return (int) joined.values().stream().filter(KaClient::isActive).count();
    }

    public int done() {
        return (int) joined.values().stream().filter(c -> c.is(State.DONE)).count();
    }

    /** True when nobody takes part any more, and all that waited for the others were released. */
    public boolean isOver() {
        return active() == 0 && joined.values().stream().noneMatch(c -> c.is(State.DONE) && !c.released);
    }

    /** All that ever took part, in the order of the chain. */
    public List<NodeOutcome> outcomes() {
        return inOrder().stream().map(KaClient::outcome).toList();
    }

    public List<NodeFigures> figures() {
        return inOrder().stream()
                .map(client -> client.figures(client.parent == null ? sentBytes : client.parent.received))
                .toList();
    }

    private List<KaClient> inOrder() {
        return started ? links.tree().clients() : List.copyOf(joined.values());
    }

    /** A client said hello. */
    public void hello(long connection, Inet4Address address, Verdict verdict, long nowNanos) {
        if (started || ended || joined.size() >= MAX_CLIENTS) {
            effects.add(new KaServerEffect.Close(connection));
        } else if (verdict instanceof Verdict.Refused refused) {
            effects.add(new KaServerEffect.Close(connection));
            emit(new SendEvent.Refused(address.getHostAddress(), address, refused.reason()));
        } else {
            connections.put(connection, new KaClient(address, connection));
        }
    }

    /** A packet of a client that said hello; of any other connection it is ignored. */
    public void packet(long connection, ClientPacket packet, long nowNanos) {
        KaClient client = connections.get(connection);
        if (client == null || client.is(State.LOST)) {
            return;
        }
        pings.heard(client, nowNanos);
        if (packet instanceof ClientPacket.SendsOptions options) {
            client.waits = options.waits();
        } else if (packet instanceof ClientPacket.AcceptsData) {
            joins(client);
        } else if (packet instanceof ClientPacket.GoNow) {
            if (!started) {
                effects.add(new KaServerEffect.GoNow());
            }
        } else if (packet instanceof ClientPacket.GotClient got) {
            links.gotClient(client, joined.get(got.child()));
        } else if (packet instanceof ClientPacket.ReportsPosition reports) {
            reportsPosition(client, reports.received(), nowNanos);
        } else if (packet instanceof ClientPacket.DadDisconnected dad) {
            dadDisconnected(client, dad, nowNanos);
        } else if (packet instanceof ClientPacket.HasFinished) {
            hasFinished(client, nowNanos);
        } else if (!(packet instanceof ClientPacket.PingReply)) {
            lose(client, "sent what no client may send: " + packet, nowNanos);
        }
    }

    /** A control connection ended. */
    public void lost(long connection, String reason, long nowNanos) {
        KaClient client = connections.remove(connection);
        if (client == null) {
            return;
        }
        if (client.isActive()) {
            lose(client, reason, nowNanos);
        } else {
            client.released = true;
        }
    }

    /** The session starts: those that accepted data get their places. */
    public void start(long nowNanos) {
        started = true;
        pings.event(nowNanos);
        connections.values().stream()
                .filter(client -> client.is(State.GREETED))
                .forEach(client -> effects.add(new KaServerEffect.Close(client.connection)));
        links.start(joined.values().stream().filter(c -> c.is(State.WAITING)).toList(), arity, nowNanos);
    }

    /** A client whose parent is the source connected to its data port. */
    public void sourceGotClient(Inet4Address child, long nowNanos) {
        KaClient client = joined.get(child);
        if (client != null && client.parent == null && client.link != Link.NONE) {
            pings.event(nowNanos);
            links.connected(client);
        }
    }

    /** The source cannot send a client what it asked for. */
    public void sourceRefused(Inet4Address child, String reason, long nowNanos) {
        KaClient client = joined.get(child);
        if (client != null && client.is(State.RECEIVING) && client.parent == null) {
            lose(client, reason, nowNanos);
        }
    }

    /** How much was read from the source by now: nobody can have more. */
    public void sourceRead(long sourceBytes) {
        sentBytes = sourceBytes;
    }

    /** The source ended well; call it before any client can know. */
    public void sourceEnded(long totalBytes, long nowNanos) {
        pings.event(nowNanos);
        sentBytes = totalBytes;
        total = OptionalLong.of(totalBytes);
    }

    /** Everybody else of the session is done as well: those that wait for the others may leave. */
    public void release(long nowNanos) {
        if (!releasing) {
            releasing = true;
            releasedNanos = nowNanos - stagger.toNanos();
            inOrder().stream().filter(c -> c.is(State.DONE) && !c.released).forEach(toRelease::add);
            tick(sentBytes, nowNanos);
        }
    }

    /** The session failed. */
    public void cancel(String reason, long nowNanos) {
        ended = true;
        List.copyOf(joined.values()).forEach(client -> lose(client, reason, nowNanos));
        List.copyOf(connections.keySet()).forEach(connection -> effects.add(new KaServerEffect.Close(connection)));
        joined.values().forEach(client -> client.released = true);
    }

    /**
     * Time passes: call it at least every 100 ms.
     *
     * @param sourceBytes how much was read from the source by now
     */
    public void tick(long sourceBytes, long nowNanos) {
        sourceRead(sourceBytes);
        long pausedNanos = pauses.tick(nowNanos);
        if (pausedNanos > 0) {
            pings.shift(pausedNanos);
            joined.values().forEach(client -> client.linkNanos += pausedNanos);
        }
        if (started && !ended) {
            ping(nowNanos);
            links.watch(pings::awaits, nowNanos);
            joined.values().forEach(client -> client.sample(nowNanos));
        }
        while (!toRelease.isEmpty() && nowNanos - releasedNanos >= stagger.toNanos()) {
            KaClient next = toRelease.remove();
            if (!next.released) {
                releasedNanos = nowNanos;
                next.released = true;
                send(next, new ServerPacket.Finish());
                effects.add(new KaServerEffect.Close(next.connection));
            }
        }
    }

    private void ping(long nowNanos) {
        pings.mute(nowNanos).forEach(client -> lose(client, "did not answer a ping for 5 s", nowNanos));
        List<KaClient> active = links.tree().active();
        if (pings.isDue(active, nowNanos)) {
            active.forEach(client -> send(client, new ServerPacket.Ping()));
        }
    }

    private void joins(KaClient client) {
        if (started || ended || !client.is(State.GREETED)) {
            return;
        }
        KaClient before = joined.remove(client.address);
        if (before != null && before.isActive()) {
            before.state = State.LOST;
            effects.add(new KaServerEffect.Close(before.connection));
            emit(new SendEvent.NodeLost(before.id(), "joined again from another connection"));
        }
        client.state = State.WAITING;
        joined.put(client.address, client);
        emit(new SendEvent.Joined(client.id(), client.address));
    }

    private void reportsPosition(KaClient client, long received, long nowNanos) {
        if (received > (links.hasFlowed() ? sentBytes : 0)) {
            lose(client, "says that it has " + received + " bytes of " + sentBytes, nowNanos);
            return;
        }
        client.received = received;
        links.reported(client, nowNanos);
    }

    private void dadDisconnected(KaClient client, ClientPacket.DadDisconnected dad, long nowNanos) {
        if (!client.is(State.RECEIVING)) {
            return;
        }
        if (dad.received() > (links.hasFlowed() ? sentBytes : 0)) {
            lose(client, "says that it has " + dad.received() + " bytes of " + sentBytes, nowNanos);
            return;
        }
        client.received = dad.received();
        if (total.equals(OptionalLong.of(dad.received()))) {
            client.state = State.ENDING;
            send(client, new ServerPacket.EndOfFlow());
            links.settle();
        } else if (dad.parent().equals(client.told)) {
            links.orphaned(client, nowNanos);
        }
    }

    private void hasFinished(KaClient client, long nowNanos) {
        if (!client.is(State.ENDING)) {
            lose(client, "calls itself finished at byte " + client.received + ", before the end of the flow", nowNanos);
            return;
        }
        client.state = State.DONE;
        client.released = !client.waits;
        emit(new SendEvent.NodeDone(client.id()));
        if (releasing && client.waits) {
            toRelease.add(client);
        }
    }

    private void lose(KaClient client, String reason, long nowNanos) {
        if (!client.isActive()) {
            return;
        }
        boolean hadPlace = !client.is(State.WAITING);
        client.state = State.LOST;
        client.reason = reason;
        effects.add(new KaServerEffect.Close(client.connection));
        emit(new SendEvent.NodeLost(client.id(), reason));
        if (hadPlace && !ended) {
            links.closeAround(client, nowNanos);
        }
    }

    private void send(KaClient client, ServerPacket packet) {
        effects.add(new KaServerEffect.Send(client.connection, packet));
    }

    private void emit(SendEvent event) {
        effects.add(new KaServerEffect.Emit(event));
    }
}
