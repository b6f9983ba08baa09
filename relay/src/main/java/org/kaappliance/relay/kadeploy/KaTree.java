package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.kadeploy.KaClient.State;

/** Who is whose parent among the original clients of a session: by address, each the parent of as many as the arity says. A parent of null is the source. */
final class KaTree {
    /** Every original keeps a ring of 35 MiB, and ends itself when asked for older bytes. What we know of its position may be old by more than 1 MiB. */
    static final long SAFE_LAG_BYTES = 31L << 20;

    private static final Comparator<KaClient> BY_ADDRESS =
            (a, b) -> Integer.compareUnsigned(Ipv4Subnet.toInt(a.address), Ipv4Subnet.toInt(b.address));

    private List<KaClient> clients = List.of();

    /** In the order of the chain. */
    List<KaClient> clients() {
        return clients;
    }

    void build(List<KaClient> unordered, int arity) {
        clients = unordered.stream().sorted(BY_ADDRESS).toList();
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).parent = i < arity ? null : clients.get(i / arity - 1);
        }
    }

    List<KaClient> with(State state) {
        return clients.stream().filter(client -> client.is(state)).toList();
    }

    List<KaClient> active() {
        return clients.stream().filter(KaClient::isActive).toList();
    }

    /** Those that still take bytes from it. */
    List<KaClient> childrenOf(KaClient parent) {
        return clients.stream()
                .filter(client -> client.is(State.RECEIVING) && client.parent == parent)
                .toList();
    }

    /** Who told it, or will tell it, to connect: the nearest ancestor of its parent that can serve it, else the source. */
    KaClient newParentOf(KaClient orphan) {
        KaClient candidate = orphan.parent == null ? null : orphan.parent.parent;
        while (candidate != null && !canServe(candidate, orphan)) {
            candidate = candidate.parent;
        }
        return candidate;
    }

    private static boolean canServe(KaClient candidate, KaClient orphan) {
        return candidate.is(State.RECEIVING) && candidate.received - orphan.received <= SAFE_LAG_BYTES;
    }

    /** Who may connect to the source. */
    Set<Inet4Address> expectedAtSource() {
        Set<Inet4Address> expected = new HashSet<>();
        childrenOf(null).stream()
                .filter(child -> child.link != KaClient.Link.NONE)
                .forEach(child -> expected.add(child.address));
        return expected;
    }
}
