package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.Verdict;

/** A {@link KaServerEngine}, its source and its clients on a fake network and a manual clock. */
final class FakeCluster {
    static final long STEP_NANOS = 100_000_000;
    static final Inet4Address SOURCE = Ipv4Subnet.address("10.0.0.1");
    private static final int LAG = 4;
    private static final int WINDOW = 60;

    enum Next {
        UNIT,
        NOTHING,
        CLOSED
    }

    final KaServerEngine engine;
    final Map<Inet4Address, FakeOriginal> clients = new LinkedHashMap<>();
    final List<SendEvent> events = new ArrayList<>();
    final List<KaServerEffect> effects = new ArrayList<>();
    final int total;
    final String name;
    long nowNanos;
    boolean goNow;
    private final Random random;
    private final Map<Inet4Address, Integer> served = new HashMap<>();
    private final Set<Inet4Address> connected = new HashSet<>();
    private final List<Integer> holds = new ArrayList<>();
    private Set<Inet4Address> expected = Set.of();
    private boolean flows;
    private boolean sourceEnded;
    private int read;
    private final List<Runnable> wire = new ArrayList<>();

    FakeCluster(String name, long seed, int count, int arity, int total) {
        this.name = name;
        this.total = total;
        this.random = new Random(seed);
        this.engine = new KaServerEngine(SOURCE, arity, Duration.ZERO, 0);
        for (int i = 1; i <= count; i++) {
            Inet4Address address = Ipv4Subnet.address("10.0.0." + (10 + i));
            clients.put(address, new FakeOriginal(this, address, i, i % 3 == 0));
        }
    }

    FakeOriginal client(int index) {
        return clients.get(Ipv4Subnet.address("10.0.0." + (10 + index)));
    }

    void check(boolean condition, String complaint) {
        if (!condition) {
            throw new AssertionError(name + " at " + nowNanos / STEP_NANOS + ": " + complaint);
        }
    }

    void joinAll() {
        for (FakeOriginal client : clients.values()) {
            engine.hello(client.connection, client.address, Verdict.accepted(), nowNanos);
            engine.packet(client.connection, new ClientPacket.SendsOptions(client.waits), nowNanos);
            engine.packet(client.connection, new ClientPacket.AcceptsData(), nowNanos);
        }
        holds.add(0);
        engine.start(nowNanos);
        carryOut();
    }

    void say(FakeOriginal client, ClientPacket packet) {
        wire.add(() -> {
            engine.sourceRead((long) read << 20);
            engine.packet(client.connection, packet, nowNanos);
        });
    }

    /** Its processes' connections end; whoever they go to notices. */
    void kill(FakeOriginal victim) {
        victim.killed = true;
        victim.children.clear();
        cut(victim);
        wire.add(() -> engine.lost(victim.connection, "connection reset", nowNanos));
    }

    private void cut(FakeOriginal gone) {
        clients.values().forEach(other -> other.children.remove(gone.address));
        connected.remove(gone.address);
    }

    boolean connect(FakeOriginal child) {
        if (child.dad.equals(SOURCE)) {
            check(expected.contains(child.address), child + " is not expected at the source");
            connected.add(child.address);
            wire.add(() -> engine.sourceGotClient(child.address, nowNanos));
            return true;
        }
        FakeOriginal parent = clients.get(child.dad);
        if (!parent.isUp() || parent.finished) {
            return false;
        }
        parent.children.put(child.address, null);
        if (!parent.hangs) {
            say(parent, new ClientPacket.GotClient(child.address));
        }
        return true;
    }

    Next next(FakeOriginal child) {
        if (child.dad.equals(SOURCE)) {
            return fromSource(child);
        }
        FakeOriginal parent = clients.get(child.dad);
        if (!parent.children.containsKey(child.address)) {
            return Next.CLOSED;
        }
        Integer position = parent.children.get(child.address);
        if (position == null || position >= parent.received || parent.hangs) {
            return Next.NOTHING;
        }
        check(position == child.received, child + " at " + child.received + " is sent unit " + position);
        parent.children.put(child.address, position + 1);
        return Next.UNIT;
    }

    private Next fromSource(FakeOriginal child) {
        Integer position = served.get(child.address);
        if (!connected.contains(child.address)) {
            return Next.CLOSED;
        }
        if (position == null || !flows) {
            return Next.NOTHING;
        }
        if (position == read) {
            return sourceEnded ? Next.CLOSED : Next.NOTHING;
        }
        check(position == child.received, child + " at " + child.received + " is sent unit " + position);
        served.put(child.address, position + 1);
        return Next.UNIT;
    }

    void step() {
        nowNanos += STEP_NANOS;
        List<Runnable> now = new ArrayList<>(wire);
        wire.clear();
        for (Runnable event : now) {
            event.run();
            carryOut();
        }
        List<FakeOriginal> order = new ArrayList<>(clients.values());
        Collections.shuffle(order, random);
        order.forEach(FakeOriginal::step);
        clients.values().stream().filter(c -> c.released).forEach(this::cut);
        readSource();
        engine.tick((long) read << 20, nowNanos);
        if (engine.active() == 0) {
            engine.release(nowNanos);
        }
        carryOut();
    }

    private void readSource() {
        int slowest = served.entrySet().stream()
                .filter(entry -> connected.contains(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .min()
                .orElse(read);
        int held = holds.stream().mapToInt(Integer::intValue).min().orElse(read);
        if (read < total && read - Math.min(slowest, held) < LAG) {
            read++;
        }
        if (read == total && !sourceEnded) {
            sourceEnded = true;
            engine.sourceEnded((long) total << 20, nowNanos);
        }
    }

    private void carryOut() {
        List<KaServerEffect> now = engine.drain();
        effects.addAll(now);
        for (KaServerEffect effect : now) {
            if (effect instanceof KaServerEffect.Send send) {
                FakeOriginal client = at(send.connection());
                wire.add(() -> client.inbox.add(send.packet()));
            } else if (effect instanceof KaServerEffect.Close close) {
                FakeOriginal client = at(close.connection());
                wire.add(() -> hungUp(client));
            } else if (effect instanceof KaServerEffect.Expect expect) {
                expected = expect.children();
            } else if (effect instanceof KaServerEffect.Serve serve) {
                int offset = (int) (serve.offset() >> 20);
                check(offset <= read && offset >= read - WINDOW, "the source no longer has " + offset + " at " + read);
                served.put(serve.child(), offset);
            } else if (effect instanceof KaServerEffect.Drop drop) {
                connected.remove(drop.child());
                Integer position = served.remove(drop.child());
                if (position != null) {
                    holds.add(position);
                }
            } else if (effect instanceof KaServerEffect.Flow) {
                flows = true;
                holds.clear();
            } else if (effect instanceof KaServerEffect.Pause) {
                flows = false;
            } else if (effect instanceof KaServerEffect.GoNow) {
                goNow = true;
            } else if (effect instanceof KaServerEffect.Emit emit) {
                events.add(emit.event());
            }
        }
    }

    /** A client whose control connection ends leaves, as the original does; one that hangs does not notice. */
    private void hungUp(FakeOriginal client) {
        if (client.isUp() && !client.hangs && client.inbox.isEmpty()) {
            client.killed = true;
            client.children.clear();
            cut(client);
        }
    }

    private FakeOriginal at(long connection) {
        return clients.values().stream()
                .filter(client -> client.connection == connection)
                .findFirst()
                .orElseThrow();
    }
}
