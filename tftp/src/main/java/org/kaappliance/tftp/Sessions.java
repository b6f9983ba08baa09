package org.kaappliance.tftp;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transfers under way, by client address and port (the client's TID, RFC 1350 section 4). Event loop only. */
final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final long TICK_NANOS = 10_000_000;
    private static final int FEW_TRANSFERS = 2;

    private final TftpServerSettings settings;
    private final EventLoop loop;
    private final Executor resolver;
    private final ContentLookup lookup;
    private final SafeListener listener;
    private final Map<InetSocketAddress, Session> byClient = new LinkedHashMap<>();
    private final List<Session> ticking = new ArrayList<>();
    private final BurstWriter writer = new BurstWriter();
    private final Strangers strangers = new Strangers();
    private final Congestion congestion = new Congestion(System.nanoTime());
    private final WaitingRoom<Session> waiting = new WaitingRoom<>(System.nanoTime());
    private final ShortWait shortWait;
    private final Places places;
    private List<TransferPort> ports = List.of();
    private RequestPort requests;
    private long nextSearchNanos = System.nanoTime();
    private int nextPort;
    private long dropped;
    private boolean ticks;

    Sessions(
            TftpServerSettings settings,
            EventLoop loop,
            Executor resolver,
            ContentLookup lookup,
            SafeListener listener,
            ShortWait shortWait) {
        this.settings = settings;
        this.loop = loop;
        this.resolver = resolver;
        this.lookup = lookup;
        this.listener = listener;
        this.shortWait = shortWait;
        this.places = new Places(settings.limits());
    }

    /** Where requests come in and transfers run; before the first request. */
    void use(RequestPort requestPort, List<TransferPort> transferPorts) {
        requests = requestPort;
        ports = List.copyOf(transferPorts);
    }

    /**
     * A read request. The same one again from the same TID is a retransmission; another one replaces the transfer, because
     * syslinux.efi uses one port for all its files.
     */
    void request(InetSocketAddress client, TftpPacket.ReadRequest request) {
        Session known = byClient.get(client);
        if (known != null && known.isRepeatedBy(request)) {
            known.onRepeatedRequest();
            return;
        }
        if (known != null) {
            known.fail("replaced by a new request from the same port");
        }
        long now = System.nanoTime();
        Places.Room room = places.roomFor(client.getAddress());
        if (room == Places.Room.FREE || makeRoom(room, client.getAddress(), now)) {
            open(new Session(client, request, this, now), request);
        } else {
            drop(room == Places.Room.FULL ? "as many transfers as may run" : "too many transfers for one address");
        }
    }

    /** Whoever has not said a word since its request, for longer than a resend takes, gives its place to a new client. */
    private boolean makeRoom(Places.Room room, InetAddress forAddress, long nowNanos) {
        if (nowNanos - nextSearchNanos < 0) {
            return false;
        }
        Duration grace = settings.resending().timeout().multipliedBy(2);
        boolean anyAddress = room == Places.Room.FULL;
        Optional<Session> silent = byClient.values().stream()
                .filter(session -> anyAddress || session.client().getAddress().equals(forAddress))
                .filter(session -> session.isUnansweredSince(grace, nowNanos))
                .findFirst();
        silent.ifPresent(session -> session.fail("never answered, and others wait"));
        nextSearchNanos =
                silent.isPresent() ? nowNanos : nowNanos + TICK_NANOS; // a flood must not make us search for ever
        return silent.isPresent();
    }

    private void open(Session session, TftpPacket.ReadRequest request) {
        byClient.put(session.client(), session);
        places.take(session.client().getAddress());
        keepTicking();
        try {
            resolver.execute(() -> answer(session, lookup.find(session.client(), request)));
        } catch (RejectedExecutionException e) {
            remove(session);
            drop("more lookups waiting than the queue holds");
        }
    }

    /** Back to the loop from a resolver thread. */
    private void answer(Session session, ContentLookup.Answer answer) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> onAnswer(session, answer));
        }
    }

    private void onAnswer(Session session, ContentLookup.Answer answer) {
        if (session.isEnded()) {
            return;
        }
        long now = System.nanoTime();
        if (answer instanceof ContentLookup.Answer.Found found) {
            session.found(found);
            if (!session.isSmall() && (!waiting.isEmpty() || congestion.isNow(now))) {
                waiting.add(session, now);
            } else {
                start(session, now);
            }
        } else if (answer instanceof ContentLookup.Answer.Missing) {
            requests.refuse(session.client(), TftpError.FILE_NOT_FOUND);
            session.end(new TftpEvent.Missing(session.client(), session.name()));
        } else if (answer instanceof ContentLookup.Answer.Unreadable unreadable) {
            requests.refuse(session.client(), TftpError.NOT_DEFINED);
            session.fail(unreadable.reason());
        }
    }

    /** On the ports in turn: what comes late from a client's last transfer does not look like the next one's. */
    private void start(Session session, long nowNanos) {
        TransferPort port = ports.get(nextPort++ % ports.size());
        session.start(port, nowNanos);
        port.pump();
    }

    void onPacket(InetSocketAddress client, TftpPacket packet, TransferPort port) {
        Session session = byClient.get(client);
        if (session != null && session.port() == port) {
            session.onPacket(packet, System.nanoTime());
        } else if (!settings.isSinglePort() && strangers.mayBeTold(client, packet, System.nanoTime())) {
            port.reply(TftpCodec.error(TftpError.UNKNOWN_TRANSFER_ID), client);
        } else {
            LOG.trace("{}: ignored: {}", client, packet);
        }
    }

    private void keepTicking() {
        if (!ticks && !byClient.isEmpty()) {
            ticks = true;
            loop.schedule(this::onTick, TICK_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void onTick() {
        ticks = false;
        keepTicking(); // first: whatever goes wrong below, the next transfers need it
        long now = System.nanoTime();
        ticking.addAll(byClient.values()); // some of them end on the way
        ticking.forEach(session -> session.onTick(now));
        ticking.clear();
        for (Session next; (next = waiting.letIn(congestion, now)) != null; ) {
            if (!next.isEnded()) {
                start(next, now);
            }
        }
        ports.forEach(TransferPort::pump);
    }

    private void drop(String why) {
        if (Long.bitCount(++dropped) == 1) {
            LOG.warn("{} TFTP requests dropped so far: {}", dropped, why);
        }
    }

    void closeAll() {
        List.copyOf(byClient.values()).forEach(session -> session.fail("the server stops"));
    }

    /** Forgets a session that has ended, unless its place is taken already. */
    void remove(Session session) {
        if (byClient.remove(session.client(), session)) {
            places.free(session.client().getAddress());
            strangers.onEnded(session.client());
        }
    }

    /** A client has acknowledged what left so long ago. */
    void onAnswered(long tookNanos) {
        if (byClient.size() <= FEW_TRANSFERS) {
            shortWait.answered(tookNanos);
        }
    }

    /** Something has left for a client that usually answers after so long; where many do that, there is always something to do. */
    void onSent(long nowNanos, long usualAnswerNanos) {
        congestion.onSent(nowNanos);
        if (byClient.size() <= FEW_TRANSFERS) {
            shortWait.expectAnswer(nowNanos, usualAnswerNanos);
        }
    }

    BurstWriter writer() {
        return writer;
    }

    Congestion congestion() {
        return congestion;
    }

    SafeListener listener() {
        return listener;
    }
}
