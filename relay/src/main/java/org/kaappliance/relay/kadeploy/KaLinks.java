package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kaappliance.relay.kadeploy.KaClient.Link;
import org.kaappliance.relay.kadeploy.KaClient.State;

/** Links the original clients of a session to their parents, and orphans to their next ones. Bytes flow only while nobody lacks a parent. */
final class KaLinks {
    /**
     * How long a client may be without a link before it is given up; the original waits for ever. Longer than {@link KaPings} takes to find a
     * parent that does not answer: not the child is to be lost then.
     */
    static final Duration LINK_WAIT = KaPings.QUIET.plus(KaPings.ANSWER).plusSeconds(2);
    /** How long an orphan may not notice that its parent is lost, before it is told. */
    static final Duration NOTICE_WAIT = Duration.ofSeconds(1);
    /** How often a client may lose the source itself without a byte gained. */
    static final int MAX_LINKS_WITHOUT_PROGRESS = 3;

    /** Takes a client that cannot be served, and why; comes back by {@link #closeAround}. */
    interface GiveUp {
        void lose(KaClient client, String reason, long nowNanos);
    }

    private final Inet4Address source;
    private final Consumer<KaServerEffect> effects;
    private final GiveUp giveUp;
    private final KaTree tree = new KaTree();
    private Set<Inet4Address> expected = Set.of();
    private boolean flowing;
    private boolean hasFlowed;

    KaLinks(Inet4Address source, Consumer<KaServerEffect> effects, GiveUp giveUp) {
        this.source = source;
        this.effects = effects;
        this.giveUp = giveUp;
    }

    void start(List<KaClient> waiting, int arity, long nowNanos) {
        tree.build(waiting, arity);
        tree.clients().forEach(client -> client.state = State.RECEIVING);
        tree.clients().forEach(client -> tell(client, nowNanos));
        settle();
    }

    KaTree tree() {
        return tree;
    }

    /** Before that nobody can have a byte. */
    boolean hasFlowed() {
        return hasFlowed;
    }

    /** @param isMute who has a ping to answer: if it does not, it is lost itself, and not the child that waits for it */
    void watch(Predicate<KaClient> isMute, long nowNanos) {
        tree.with(State.RECEIVING).forEach(client -> watchLink(client, isMute, nowNanos));
    }

    private void watchLink(KaClient client, Predicate<KaClient> isMute, long nowNanos) {
        long forNanos = nowNanos - client.linkNanos;
        boolean isDue = forNanos >= LINK_WAIT.toNanos() && (client.parent == null || !isMute.test(client.parent));
        if (client.link == Link.NONE && forNanos >= NOTICE_WAIT.toNanos()) {
            tell(client, nowNanos); // its parent hangs and holds the connection open
            settle();
        } else if (client.link != Link.UP && client.link != Link.NONE && isDue) {
            giveUp.lose(
                    client,
                    "got no connection to its parent " + client.told.getHostAddress() + " for " + LINK_WAIT.toSeconds()
                            + " s",
                    nowNanos);
        }
    }

    /** A parent reported a child of that address, which is null when nobody has it. */
    void gotClient(KaClient parent, KaClient child) {
        boolean isItsChild = child != null && child.parent == parent && parent.address.equals(child.told);
        if (isItsChild && child.link == Link.AUTHORIZED) {
            linked(child);
        } else if (isItsChild) {
            connected(child);
        }
    }

    /** Its parent has its connection: it is asked where it is. */
    void connected(KaClient child) {
        if (child.is(State.RECEIVING) && child.link == Link.ASSIGNED) {
            child.link = Link.CONNECTED;
            send(child, new ServerPacket.ReportPosition(ServerPacket.Report.ONCE));
        }
    }

    /** A client said where it is, which is what it is waited for when it has just connected. */
    void reported(KaClient client, long nowNanos) {
        if (client.is(State.RECEIVING) && client.link == Link.CONNECTED) {
            authorize(client, client.received, nowNanos);
        }
    }

    private void authorize(KaClient client, long received, long nowNanos) {
        if (client.parent != null && client.parent.received - received > KaTree.SAFE_LAG_BYTES) {
            giveUp.lose(client, "needs bytes from " + received + ", which its parent may no longer have", nowNanos);
        } else if (client.parent == null) {
            effects.accept(new KaServerEffect.Serve(client.address, received));
            linked(client);
        } else {
            client.link = Link.AUTHORIZED;
            send(client.parent, new ServerPacket.GivesAuth(client.address, received));
        }
    }

    private void linked(KaClient client) {
        client.link = Link.UP;
        send(client, new ServerPacket.ReportPosition(ServerPacket.Report.REGULARLY));
        settle();
    }

    /** A client lost its parent before the end. */
    void orphaned(KaClient orphan, long nowNanos) {
        if (orphan.link == Link.NONE) { // its parent is lost and its next one is known
            tell(orphan, nowNanos);
        } else if (orphan.parent == null) {
            orphan.linksWithoutProgress = orphan.received > orphan.receivedAtLink ? 1 : orphan.linksWithoutProgress + 1;
            orphan.receivedAtLink = orphan.received;
            drop(orphan);
            if (orphan.linksWithoutProgress >= MAX_LINKS_WITHOUT_PROGRESS) {
                giveUp.lose(orphan, "loses its connection to the source again and again", nowNanos);
                return;
            }
            tell(orphan, nowNanos);
        } else if (orphan.parent.is(State.RECEIVING)) {
            KaClient parent = orphan.parent;
            giveUp.lose(parent, "its child " + orphan.id() + " lost the connection to it", nowNanos);
            tell(orphan, nowNanos);
        } else {
            orphan.parent = tree.newParentOf(orphan);
            tell(orphan, nowNanos);
        }
        settle();
    }

    /** A client is lost: its children get other parents. */
    void closeAround(KaClient lost, long nowNanos) {
        if (lost.parent == null) {
            drop(lost);
        } else if (lost.parent.isActive()) {
            send(lost.parent, new ServerPacket.DropChild(lost.address));
        }
        for (KaClient child : tree.childrenOf(lost)) {
            child.parent = tree.newParentOf(child);
            child.link = Link.NONE;
            child.linkNanos = nowNanos;
        }
        settle();
    }

    private void tell(KaClient client, long nowNanos) {
        client.link = Link.ASSIGNED;
        client.linkNanos = nowNanos;
        client.told = client.parent == null ? source : client.parent.address;
        settle(); // its new parent must expect it before it can come
        send(client, new ServerPacket.GivesIp(client.told));
    }

    /** Says who may come and whether bytes may flow, when that has changed. */
    void settle() {
        Set<Inet4Address> now = tree.expectedAtSource();
        if (!now.equals(expected)) {
            expected = now;
            effects.accept(new KaServerEffect.Expect(now));
        }
        boolean isWhole = tree.with(State.RECEIVING).stream().allMatch(c -> c.link == Link.UP);
        if (isWhole && !flowing) {
            hasFlowed = true;
            effects.accept(new KaServerEffect.Flow());
        } else if (!isWhole && flowing) {
            effects.accept(new KaServerEffect.Pause());
        }
        flowing = isWhole;
    }

    private void drop(KaClient client) {
        effects.accept(new KaServerEffect.Drop(client.address));
        flowing = false;
    }

    private void send(KaClient client, ServerPacket packet) {
        effects.accept(new KaServerEffect.Send(client.connection, packet));
    }
}
