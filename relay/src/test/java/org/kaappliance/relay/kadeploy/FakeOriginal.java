package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** An original client in a {@link FakeCluster}: counts units of 1 MiB instead of bytes. */
final class FakeOriginal {
    static final int RING = 35;

    final Inet4Address address;
    final long connection;
    final boolean waits;
    final ArrayDeque<ServerPacket> inbox = new ArrayDeque<>();
    final Map<Inet4Address, Integer> children = new HashMap<>();
    private final FakeCluster cluster;
    /** Whom the data connection goes to; null when there is none. */
    Inet4Address dad;

    int received;
    boolean ended;
    private boolean reportsRegularly;
    boolean finished;
    boolean released;
    boolean killed;
    boolean hangs;

    FakeOriginal(FakeCluster cluster, Inet4Address address, long connection, boolean waits) {
        this.cluster = cluster;
        this.address = address;
        this.connection = connection;
        this.waits = waits;
    }

    boolean isUp() {
        return !killed && !released;
    }

    private void say(ClientPacket packet) {
        cluster.say(this, packet);
    }

    void step() {
        if (!isUp() || hangs) {
            return;
        }
        for (ServerPacket packet = inbox.poll(); packet != null && isUp(); packet = inbox.poll()) {
            heard(packet);
        }
        if (dad != null && room() > 0) {
            take();
        }
        boolean isFlushed = children.values().stream().allMatch(position -> position == null || position >= received);
        if (ended && !finished && isFlushed) {
            finished = true;
            children.clear();
            say(new ClientPacket.HasFinished());
            released = !waits;
        }
    }

    private void heard(ServerPacket packet) {
        if (packet instanceof ServerPacket.GivesIp gives) {
            dad = gives.parent();
            if (!cluster.connect(this)) {
                lostDad();
            }
        } else if (packet instanceof ServerPacket.GivesAuth auth) {
            int offset = (int) (auth.offset() >> 20);
            cluster.check(offset >= received - RING, this + " was asked for older bytes than it keeps");
            if (children.containsKey(auth.child())) {
                children.put(auth.child(), offset);
                say(new ClientPacket.GotClient(auth.child()));
            }
        } else if (packet instanceof ServerPacket.DropChild drop) {
            children.remove(drop.child());
        } else if (packet instanceof ServerPacket.ReportPosition report) {
            reportsRegularly = report.report() == ServerPacket.Report.REGULARLY;
            if (report.report() == ServerPacket.Report.ONCE) {
                report();
            }
        } else if (packet instanceof ServerPacket.Ping) {
            say(new ClientPacket.PingReply());
        } else if (packet instanceof ServerPacket.EndOfFlow) {
            cluster.check(received == cluster.total, this + " was told the end at " + received);
            ended = true;
        } else if (packet instanceof ServerPacket.Finish) {
            cluster.check(finished, this + " was released too early");
            released = true;
        }
    }

    private void report() {
        say(new ClientPacket.ReportsPosition((long) received << 20));
    }

    private int room() {
        return RING
                - children.values().stream()
                        .filter(position -> position != null)
                        .mapToInt(position -> received - position)
                        .max()
                        .orElse(0);
    }

    private void take() {
        switch (cluster.next(this)) {
            case UNIT:
                received++;
                if (reportsRegularly) {
                    report();
                }
                break;
            case CLOSED:
                lostDad();
                break;
            case NOTHING:
                break;
        }
    }

    private void lostDad() {
        Inet4Address lost = dad;
        dad = null;
        say(new ClientPacket.DadDisconnected(lost, (long) received << 20));
    }

    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
