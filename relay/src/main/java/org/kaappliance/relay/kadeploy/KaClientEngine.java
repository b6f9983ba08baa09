package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.ReceiveEvent;

/** The decisions of a client of an original server. Carry out {@link #drain} after each event. Time: any monotonic clock, nanoseconds. */
public final class KaClientEngine {
    /**
     * Between the hello and the rest: a server of the other layout takes a hello of the wrong length for a lost client, and closes. Packets
     * that came together it would read across their bounds.
     */
    static final Duration HELLO_PAUSE = Duration.ofMillis(200);
    /** How long an orphan waits for a word of its server. */
    static final Duration ORPHAN_WAIT = Duration.ofSeconds(60);

    static final long REPORT_BYTES = 1L << 20;
    private static final long PROGRESS_NANOS = Duration.ofMillis(500).toNanos();

    private final boolean waits;
    private final int dataPort;
    private List<KaClientEffect> effects = new ArrayList<>();
    private Optional<Inet4Address> parent = Optional.empty();
    private boolean introduced;
    private boolean heard;
    private boolean linked;
    private boolean reportsRegularly;
    private boolean flowEnded;
    private boolean sinkDone;
    private boolean done;
    private boolean ended;
    private int links;
    private long received;
    private long reported;
    private final long helloNanos;
    private long heardNanos;
    private long progressNanos;

    /** What the original's {@code -w} says. */
    public enum Barrier {
        LEAVES,
        WAITS_FOR_THE_OTHERS
    }

    /** @param dataPort where parents take data connections */
    public KaClientEngine(Barrier barrier, int dataPort, long nowNanos) {
        this.waits = barrier == Barrier.WAITS_FOR_THE_OTHERS;
        this.dataPort = dataPort;
        this.helloNanos = nowNanos;
        this.heardNanos = nowNanos;
        this.progressNanos = nowNanos;
        send(new ClientPacket.Hello(LegacyLayout.VERSION));
    }

    public boolean hasEnded() {
        return ended;
    }

    /** False as long as the server has not shown that it understands our layout. */
    public boolean hasHeard() {
        return heard;
    }

    /** What is to be done since the last call, in order. */
    public List<KaClientEffect> drain() {
        List<KaClientEffect> out = effects;
        effects = new ArrayList<>();
        return out;
    }

    /** The server said something. */
    public void packet(ServerPacket packet, long nowNanos) {
        if (ended) {
            return;
        }
        heard = true;
        heardNanos = nowNanos;
        if (packet instanceof ServerPacket.GivesIp gives) {
            connect(gives.parent());
        } else if (packet instanceof ServerPacket.GivesAuth auth) {
            effects.add(new KaClientEffect.Authorize(auth.child(), auth.offset()));
        } else if (packet instanceof ServerPacket.DropChild drop) {
            effects.add(new KaClientEffect.Drop(drop.child()));
        } else if (packet instanceof ServerPacket.ReportPosition report) {
            report(report.report());
        } else if (packet instanceof ServerPacket.Ping) {
            send(new ClientPacket.PingReply());
        } else if (packet instanceof ServerPacket.EndOfFlow) {
            endOfFlow();
        } else if (packet instanceof ServerPacket.Finish) {
            end(done ? Optional.empty() : Optional.of("the server released us before we were done"));
        } else if (!(packet instanceof ServerPacket.Go)) {
            end(Optional.of("the server sent what no server may send: " + packet));
        }
    }

    private void connect(Inet4Address address) {
        if (flowEnded) {
            return;
        }
        parent = Optional.of(address);
        linked = true;
        links++;
        effects.add(new KaClientEffect.Connect(address));
    }

    private void report(ServerPacket.Report report) {
        reportsRegularly = report == ServerPacket.Report.REGULARLY;
        if (report == ServerPacket.Report.ONCE) {
            reportPosition();
        }
    }

    private void reportPosition() {
        reported = received;
        send(new ClientPacket.ReportsPosition(received));
    }

    private void endOfFlow() {
        if (linked) {
            end(Optional.of("the server ended the flow before our parent did, at byte " + received));
        } else if (!flowEnded) {
            flowEnded = true;
            effects.add(new KaClientEffect.FinishStream());
        }
    }

    /** The control connection ended. A client that is done has what it came for. */
    public void controlLost(String reason) {
        end(done ? Optional.empty() : Optional.of("the server is gone: " + reason));
    }

    /** Our parent took the connection. */
    public void linkUp(Inet4Address address) {
        if (linked && parent.equals(Optional.of(address)) && !ended) {
            effects.add(new KaClientEffect.Emit(new ReceiveEvent.Linked(
                    address.getHostAddress(), new InetSocketAddress(address, dataPort), links)));
        }
    }

    /** The connection to a parent ended, or could not be made. @param receivedBytes what we have */
    public void linkLost(Inet4Address address, long receivedBytes, long nowNanos) {
        received = receivedBytes;
        if (linked && parent.equals(Optional.of(address)) && !ended) {
            linked = false;
            heardNanos = nowNanos;
            send(new ClientPacket.DadDisconnected(address, receivedBytes));
        }
    }

    /** A child connected to our data port. */
    public void childConnected(Inet4Address child) {
        if (!ended && !done) {
            send(new ClientPacket.GotClient(child));
        }
    }

    /** A child is being served, as the server wanted. */
    public void childServed(Inet4Address child) {
        childConnected(child);
    }

    /** Our sink has everything and succeeded. */
    public void sinkDone() {
        sinkDone = true;
    }

    /** We can go on with nothing. */
    public void failed(String reason) {
        end(Optional.of(reason));
    }

    /**
     * Time passes: call it at least every 100 ms.
     *
     * @param at what arrived and what the sink took
     * @param busyChildren how many have yet to be sent something
     */
    public void tick(ReceiveEvent.Progress at, int busyChildren, long nowNanos) {
        if (ended) {
            return;
        }
        received = at.receivedBytes();
        if (!introduced && nowNanos - helloNanos >= HELLO_PAUSE.toNanos()) {
            introduced = true;
            send(new ClientPacket.SendsOptions(waits));
            send(new ClientPacket.AcceptsData());
            effects.add(new KaClientEffect.Emit(new ReceiveEvent.Joined()));
        }
        if (reportsRegularly && received - reported >= REPORT_BYTES) {
            reportPosition();
        }
        if (links > 0 && nowNanos - progressNanos >= PROGRESS_NANOS) {
            progressNanos = nowNanos;
            effects.add(new KaClientEffect.Emit(at));
        }
        if (flowEnded && sinkDone && busyChildren == 0 && !done) {
            done = true;
            send(new ClientPacket.HasFinished());
            if (!waits) {
                end(Optional.empty());
            }
        }
        boolean isOrphan = links > 0 && !linked && !flowEnded;
        if (isOrphan && nowNanos - heardNanos >= ORPHAN_WAIT.toNanos()) {
            end(Optional.of("lost its parent, and the server said nothing for 60 s"));
        }
    }

    private void send(ClientPacket packet) {
        effects.add(new KaClientEffect.Send(packet));
    }

    private void end(Optional<String> error) {
        if (!ended) {
            ended = true;
            effects.add(new KaClientEffect.End(error));
        }
    }
}
