package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.kaappliance.relay.link.OtherWire;

/**
 * Where original clients come in, for all sessions of a server. The 0.6 hello names no session: a client belongs to the one that its address asked for
 * last, or to the only one that is open to originals. Thread-safe.
 */
public final class KaDoor implements OtherWire, AutoCloseable {
    private static final int MAX_REMEMBERED = 4096;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Supplier<Collection<LegacyBranch>> branches;
    private final KaControlPlane control;
    private final Map<Inet4Address, Asked> asked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Inet4Address, Asked> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    private record Asked(String session, long nanos) {}

    /** @param branches of all sessions that are open; called on several threads, must not block */
    public KaDoor(Supplier<Collection<LegacyBranch>> branches) throws IOException {
        this.branches = branches;
        this.control = KaControlPlane.open(this::sessionOf);
    }

    @Override
    public Optional<ByteBuffer> discovery(ByteBuffer request, Inet4Address from) {
        Optional<String> session = LegacyDiscovery.session(request);
        if (session.isEmpty()
                || openBranches().stream().noneMatch(b -> b.session().equals(session.get()))) {
            return Optional.empty();
        }
        synchronized (asked) {
            asked.remove(from);
            asked.put(from, new Asked(session.get(), System.nanoTime()));
        }
        return Optional.of(LegacyDiscovery.reply());
    }

    private List<LegacyBranch> openBranches() {
        return branches.get().stream().filter(LegacyBranch::isOpen).toList();
    }

    private Optional<LegacyBranch> sessionOf(Inet4Address client) {
        List<LegacyBranch> open = openBranches();
        Optional<LegacyBranch> wanted = lastAskedBy(client)
                .flatMap(name ->
                        open.stream().filter(b -> b.session().equals(name)).findFirst());
        return wanted.isPresent() || open.size() != 1 ? wanted : Optional.of(open.get(0));
    }

    private Optional<String> lastAskedBy(Inet4Address client) {
        synchronized (asked) {
            return Optional.ofNullable(asked.get(client))
                    .filter(a -> System.nanoTime() - a.nanos() < REMEMBERED.toNanos())
                    .map(Asked::session);
        }
    }

    @Override
    public void control(SocketChannel channel, ByteBuffer first) throws IOException {
        if (openBranches().isEmpty()) {
            channel.close();
        } else {
            control.take(channel, first);
        }
    }

    @Override
    public boolean expects(Inet4Address child) {
        return branches.get().stream().anyMatch(branch -> branch.children().expects(child));
    }

    @Override
    public void serve(SocketChannel channel) throws IOException, InterruptedException {
        Inet4Address child = (Inet4Address) channel.socket().getInetAddress();
        Optional<LegacyBranch> branch =
                branches.get().stream().filter(b -> b.children().expects(child)).findFirst();
        if (branch.isPresent()) {
            branch.get().children().serve(channel);
        }
    }

    @Override
    public void close() {
        control.close();
    }
}
