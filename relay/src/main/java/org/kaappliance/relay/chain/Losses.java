package org.kaappliance.relay.chain;

import java.time.Duration;
import java.util.List;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.Message;

/** Who is suspected, who is given up, and what they are told. */
final class Losses {
    private final SourceSettings settings;
    private final Roster roster;
    private final ChainKeeper chain;
    private final Outbox out;

    Losses(SourceSettings settings, Roster roster, ChainKeeper chain, Outbox out) {
        this.settings = settings;
        this.roster = roster;
        this.chain = chain;
        this.out = out;
    }

    void judgeTheSilent(SourceEngine.Phase phase, long nowNanos) {
        Duration suspicion = settings.terms().suspicion();
        Duration patience = settings.terms().patience();
        boolean isCutOff = isCutOff(nowNanos);
        for (SourceNode node : roster.unreleased()) {
            long silentNanos = nowNanos - node.heardNanos;
            if (node.is(State.SUSPECT)) {
                boolean mayBeUs = isCutOff && roster.isConnected(node) && silentNanos < SourceSettings.OUTAGE.toNanos();
                if (nowNanos - node.giveUpNanos >= 0 && !mayBeUs) {
                    drop(
                            node,
                            roster.isConnected(node)
                                    ? "silent for " + seconds(Duration.ofMillis(silentNanos / 100_000_000 * 100))
                                    : node.reason);
                }
            } else if (phase == SourceEngine.Phase.GATHERING && silentNanos >= patience.toNanos()) {
                drop(node, "silent for " + seconds(patience));
            } else if (phase == SourceEngine.Phase.RUNNING && silentNanos >= suspicion.toNanos()) {
                if (node.is(State.DONE)) {
                    chain.lose(node.id());
                } else {
                    suspect(node, "silent for " + seconds(suspicion), patience.minus(suspicion), nowNanos);
                }
            }
        }
    }

    /** When several nodes, or the only one there ever was, are silent and nobody is heard, it may be the source that is cut off. */
    private boolean isCutOff(long nowNanos) {
        List<SourceNode> here = roster.connected();
        long suspicionNanos = settings.terms().suspicion().toNanos();
        return (here.size() > 1 || roster.size() == 1)
                && here.stream().allMatch(node -> nowNanos - node.heardNanos >= suspicionNanos);
    }

    void suspect(SourceNode node, String reason, Duration hope, long nowNanos) {
        node.suspect(reason, hope, nowNanos);
        chain.lose(node.id());
        out.emit(new SendEvent.SetAside(node.id(), reason));
    }

    /** A node may live and its sink not: a command that hangs, a disk that takes nothing. */
    void giveUpTheStalled(long nowNanos) {
        for (SourceNode node : roster.with(State.ACTIVE)) {
            boolean hasWork = node.complete || node.received > node.sunk;
            if (hasWork && nowNanos - node.sunkNanos >= settings.stall().toNanos()) {
                String has = node.complete ? "has all bytes, and its" : "its";
                lose(node, has + " sink did nothing for " + seconds(settings.stall()) + " at byte " + node.sunk);
            }
        }
    }

    /** For good. */
    void lose(SourceNode node, String reason) {
        if (!node.is(State.LOST) && roster.hangUp(node.connection)) {
            out.send(node.connection, new Message.Aborted(reason));
            out.close(node.connection);
        }
        markLost(node, reason);
    }

    /** It may come back: it is not told that it was given up, since it would not hear it, or hear it too late. */
    private void drop(SourceNode node, String reason) {
        if (!node.is(State.LOST) && roster.hangUp(node.connection)) {
            out.close(node.connection);
        }
        markLost(node, reason);
    }

    private void markLost(SourceNode node, String reason) {
        if (!node.is(State.LOST)) {
            node.state = State.LOST;
            node.reason = reason;
            chain.lose(node.id());
            out.emit(new SendEvent.NodeLost(node.id(), reason));
        }
    }

    static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
