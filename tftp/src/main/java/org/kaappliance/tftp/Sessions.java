package org.kaappliance.tftp;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers under way, by client address and port (the client's TID, RFC 1350 section 4). At most {@value #MAX_SESSIONS};
 * requests beyond are dropped, and the client asks again. Event loop only.
 */
final class Sessions {
    static final int MAX_SESSIONS = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final TftpServerSettings settings;
    private final EventLoop loop;
    private final DeviceSocket sockets;
    private final Executor resolver;
    private final ContentLookup lookup;
    private final SafeListener listener;
    private final Map<InetSocketAddress, Session> byClient = new HashMap<>();
    private long dropped;

    Sessions(
            TftpServerSettings settings,
            EventLoop loop,
            Executor resolver,
            ContentLookup lookup,
            SafeListener listener) {
        this.settings = settings;
        this.loop = loop;
        this.sockets = new DeviceSocket(settings.device(), loop);
        this.resolver = resolver;
        this.lookup = lookup;
        this.listener = listener;
    }

    /**
     * A read request. The same one again from the same TID is a retransmission; another one replaces the transfer, because
     * syslinux.efi uses one port for all its files.
     */
    void request(InetSocketAddress client, TftpPacket.ReadRequest request, RequestPort port) {
        Session known = byClient.get(client);
        if (known != null && known.isRepeatedBy(request)) {
            known.onRepeatedRequest();
            return;
        }
        if (known != null) {
            known.fail("replaced by a new request from the same port");
        }
        if (byClient.size() >= MAX_SESSIONS) {
            drop("more than " + MAX_SESSIONS + " transfers at once");
            return;
        }
        open(client, request, port);
    }

    private void open(InetSocketAddress client, TftpPacket.ReadRequest request, RequestPort port) {
        Session session = new Session(client, request, this, port);
        byClient.put(client, session);
        try {
            resolver.execute(() -> answer(session, lookup.find(client, request)));
        } catch (RejectedExecutionException e) {
            byClient.remove(client);
            drop("more lookups waiting than the queue holds");
        }
    }

    /** Back to the loop from a resolver thread. */
    private void answer(Session session, ContentLookup.Answer answer) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> session.onAnswer(answer));
        }
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
        byClient.remove(session.client(), session);
    }

    TftpServerSettings settings() {
        return settings;
    }

    EventLoop loop() {
        return loop;
    }

    DeviceSocket sockets() {
        return sockets;
    }

    SafeListener listener() {
        return listener;
    }
}
