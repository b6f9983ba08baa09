package org.kaappliance.dhcp.lease;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/**
 * Who has which address, and who may have it. Confined to one thread. A fresh address costs one walk over the pool;
 * everything else is constant.
 */
public final class LeaseTable {
    private final DhcpServerSettings settings;
    private final Reservations reservations;
    private final Map<Inet4Address, Lease> leases = new HashMap<>();
    private final Map<MacAddress, Inet4Address> lastAddress = new HashMap<>();
    private final Map<MacAddress, Offer> offers = new HashMap<>();
    private final Map<Inet4Address, MacAddress> offered = new HashMap<>();

    private record Offer(Inet4Address address, Instant until) {}

    public LeaseTable(DhcpServerSettings settings, Reservations reservations, List<Lease> stored) {
        this.settings = settings;
        this.reservations = reservations;
        stored.stream().sorted(Comparator.comparing(Lease::expiresAt)).forEach(this::put);
    }

    /**
     * The address for a machine: its reservation, what was offered to it, what it had last, what it wishes, one that
     * nobody ever had, the one that has been free for longest; the first of these that is free for it.
     */
    public Optional<Inet4Address> choose(Seeker seeker, Optional<Inet4Address> wish, Instant now) {
        MacAddress mac = seeker.mac();
        Stream<Inet4Address> candidates = Stream.of(
                        reservations.addressOf(mac),
                        Optional.ofNullable(offers.get(mac)).map(Offer::address),
                        Optional.ofNullable(lastAddress.get(mac)),
                        wish)
                .flatMap(Optional::stream);
        return candidates
                .filter(address -> isFreeFor(seeker, address, now))
                .findFirst()
                .or(() -> neverUsed(seeker, now))
                .or(() -> longestFree(seeker, now));
    }

    /** Whether this machine may have this address: free for it, and not less its own than its reservation. */
    public boolean mayHave(Seeker seeker, Inet4Address address, Instant now) {
        Optional<Inet4Address> reserved = reservations.addressOf(seeker.mac()).filter(r -> isFreeFor(seeker, r, now));
        return isFreeFor(seeker, address, now)
                && reserved.filter(r -> !r.equals(address)).isEmpty();
    }

    public void offer(MacAddress mac, Inet4Address address, Instant until) {
        withdrawOffer(mac);
        offers.put(mac, new Offer(address, until));
        offered.put(address, mac);
    }

    public void withdrawOffer(MacAddress mac) {
        Offer offer = offers.remove(mac);
        if (offer != null) {
            offered.remove(offer.address(), mac);
        }
    }

    /** Gives the address, and takes back another one that the machine had; returns what has to be saved. */
    public List<Lease> bind(MacAddress mac, Inet4Address address, Instant until, Instant now) {
        List<Lease> changed = new ArrayList<>();
        Inet4Address before = lastAddress.get(mac);
        if (before != null && !before.equals(address) && holds(mac, before, now)) {
            changed.add(new Lease(before, mac, now, Lease.State.RELEASED));
        }
        changed.add(new Lease(address, mac, until, Lease.State.BOUND));
        changed.forEach(this::put);
        withdrawOffer(mac);
        return changed;
    }

    /** Whether the machine has the address now. */
    public boolean holds(MacAddress mac, Inet4Address address, Instant now) {
        Lease lease = leases.get(address);
        return lease != null
                && lease.state() == Lease.State.BOUND
                && lease.mac().equals(mac)
                && lease.isActive(now);
    }

    /** Whether anything is known about the machine. */
    public boolean knows(MacAddress mac) {
        return lastAddress.containsKey(mac) || offers.containsKey(mac);
    }

    public boolean isOfferedTo(MacAddress mac, Inet4Address address) {
        return mac.equals(offered.get(address));
    }

    public Lease release(MacAddress mac, Inet4Address address, Instant now) {
        return put(new Lease(address, mac, now, Lease.State.RELEASED));
    }

    public Lease decline(MacAddress mac, Inet4Address address, Instant until) {
        withdrawOffer(mac);
        lastAddress.remove(mac, address);
        Lease declined = new Lease(address, mac, until, Lease.State.DECLINED);
        leases.put(address, declined);
        return declined;
    }

    private Lease put(Lease lease) {
        Lease before = leases.put(lease.address(), lease);
        if (before != null && !before.mac().equals(lease.mac())) {
            lastAddress.remove(before.mac(), lease.address());
        }
        if (lease.state() != Lease.State.DECLINED) {
            lastAddress.put(lease.mac(), lease.address());
        }
        return lease;
    }

    private boolean isFreeFor(Seeker seeker, Inet4Address address, Instant now) {
        if (settings.isOwn(address) || !seeker.subnet().contains(address)) {
            return false;
        }
        MacAddress mac = seeker.mac();
        boolean mine = reservations.isReservedFor(mac, address);
        boolean inPool =
                seeker.pools().stream().anyMatch(pool -> pool.contains(address)) && !reservations.isReserved(address);
        return (mine || inPool) && !isLeasedToOther(mac, address, now) && !isOfferedToOther(mac, address, now);
    }

    private boolean isLeasedToOther(MacAddress mac, Inet4Address address, Instant now) {
        Lease lease = leases.get(address);
        if (lease == null || !lease.isActive(now)) {
            return false;
        }
        return lease.state() == Lease.State.DECLINED || !reservations.isSameMachine(mac, lease.mac());
    }

    private boolean isOfferedToOther(MacAddress mac, Inet4Address address, Instant now) {
        MacAddress other = offered.get(address);
        if (other == null || reservations.isSameMachine(mac, other)) {
            return false;
        }
        if (now.isBefore(offers.get(other).until())) {
            return true;
        }
        withdrawOffer(other);
        return false;
    }

    private Optional<Inet4Address> neverUsed(Seeker seeker, Instant now) {
        return seeker.pools().stream()
                .flatMap(pool -> LongStream.range(0, pool.size())
                        .mapToObj(i -> Ipv4Subnet.ofInt(Ipv4Subnet.toInt(pool.first()) + (int) i)))
                .filter(address -> !leases.containsKey(address) && isFreeFor(seeker, address, now))
                .findFirst();
    }

    private Optional<Inet4Address> longestFree(Seeker seeker, Instant now) {
        return leases.values().stream()
                .filter(lease -> isFreeFor(seeker, lease.address(), now))
                .min(Comparator.comparing(Lease::expiresAt))
                .map(Lease::address);
    }
}
