package org.kaappliance.dhcp.lease;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/**
 * Who has which address, and who may have it, over all subnets and pools. Confined to one thread. Everything costs constant or
 * logarithmic time; 50,000 leases take a few MiB.
 */
public final class LeaseTable {
    /** A boot ROM that collects offers for some seconds before it asks for one (EDK2: 4) must find its offer still there. */
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(8);

    private static final Duration SHORTEST_HOLD_AGAINST_THE_PATIENT = Duration.ofSeconds(1);
    /** How many offers are looked at for one that can be taken back. */
    private static final int LOOKED_AT = 256;

    private static final int POINT_TO_POINT = 31;

    private final Reservations reservations;
    private final Predicate<MacAddress> known;
    private final Set<Inet4Address> never = new HashSet<>();
    private final LeaseRows rows;
    private final Pools pools;
    private final Offers offers = new Offers();
    private final Refused refused = new Refused();

    /** @param known who is known without a reservation */
    public LeaseTable(
            DhcpServerSettings settings, Reservations reservations, Predicate<MacAddress> known, List<Lease> stored) {
        this.reservations = reservations;
        this.known = known;
        this.rows = new LeaseRows(new SubnetNumbers(settings.subnets()));
        this.pools = new Pools(settings.subnets(), rows);
        settings.interfaces().stream().map(InterfaceAddress::address).forEach(never::add);
        settings.subnets().stream()
                .map(DhcpSettings.Subnet::subnet)
                .filter(subnet -> subnet.prefixLength() < POINT_TO_POINT)
                .forEach(subnet -> never.addAll(List.of(subnet.network(), subnet.broadcast())));
        stored.stream().sorted(Comparator.comparing(Lease::expiresAt)).forEach(this::put);
        never.forEach(address -> settle(Ipv4Subnet.toInt(address)));
        reservations.addresses().forEach(address -> settle(Ipv4Subnet.toInt(address)));
    }

    /**
     * The address for a machine: its reservation, what was offered to it, what it had last, what it wishes, one that
     * nobody ever had, the one that has been free for longest; the first of these that is free for it. When nothing is free, an offer
     * that a stranger has not taken yet is taken back: at once for a machine that is known, after a second for one that asked in
     * vain before, after eight seconds for anybody else.
     */
    public Optional<Inet4Address> choose(Seeker seeker, Optional<Inet4Address> wish, Instant now) {
        expireOffers(now);
        MacAddress mac = seeker.mac();
        Optional<Inet4Address> chosen = reservations
                .addressOf(mac)
                .filter(a -> isFreeFor(seeker, a, now))
                .or(() -> offers.to(mac)
                        .map(offer -> Ipv4Subnet.ofInt(offer.address()))
                        .filter(a -> isFreeFor(seeker, a, now)))
                .or(() -> lastAddressOf(mac, seeker.subnet().network()).filter(a -> isFreeFor(seeker, a, now)))
                .or(() -> wish.filter(a -> isFreeFor(seeker, a, now)))
                .or(() -> pools.neverUsed(seeker.pools()))
                .or(() -> pools.longestFree(seeker.pools(), now))
                .or(() -> takenBack(seeker, now));
        if (chosen.isEmpty()) {
            refused.add(mac, now);
        }
        return chosen;
    }

    /** Whether this machine may have this address: free for it, and not less its own than its reservation. */
    public boolean mayHave(Seeker seeker, Inet4Address address, Instant now) {
        expireOffers(now);
        if (!isFreeFor(seeker, address, now)) {
            return false;
        }
        Optional<Inet4Address> reserved = reservations.addressOf(seeker.mac());
        return reserved.isEmpty() || reserved.get().equals(address) || !isFreeFor(seeker, reserved.get(), now);
    }

    public void offer(MacAddress mac, Inet4Address address, Instant until, Instant now) {
        withdrawOffer(mac);
        if (offers.isFull()) {
            offers.toStrangers().stream().findFirst().ifPresent(this::withdraw);
        }
        refused.remove(mac);
        boolean hasStanding = isKnown(mac) || rows.lastRowOf(mac, Ipv4Subnet.toInt(address)) != LeaseRows.NONE;
        offers.add(
                new Offers.Offer(mac, Ipv4Subnet.toInt(address), now, until),
                hasStanding ? Offers.Standing.KNOWN : Offers.Standing.STRANGER);
        settle(Ipv4Subnet.toInt(address));
    }

    public void withdrawOffer(MacAddress mac) {
        offers.to(mac).ifPresent(this::withdraw);
    }

    private void withdraw(Offers.Offer offer) {
        offers.remove(offer);
        settle(offer.address());
    }

    /** Gives the address, and takes back another one that the machine had in that subnet; returns what has to be saved. */
    public List<Lease> bind(MacAddress mac, Inet4Address address, Instant until, Instant now) {
        withdrawOffer(mac);
        Lease bound = new Lease(address, mac, until, Lease.State.BOUND);
        Optional<Inet4Address> before =
                lastAddressOf(mac, address).filter(last -> !last.equals(address) && holds(mac, last, now));
        if (before.isEmpty()) {
            put(bound);
            return List.of(bound);
        }
        Lease released = put(new Lease(before.get(), mac, now, Lease.State.RELEASED));
        return List.of(released, put(bound));
    }

    /** Whether the machine has the address now. */
    public boolean holds(MacAddress mac, Inet4Address address, Instant now) {
        int row = rows.rowOf(Ipv4Subnet.toInt(address));
        return row != LeaseRows.NONE
                && rows.state(row) == Lease.State.BOUND
                && rows.isOf(mac, row)
                && rows.isActive(row, now);
    }

    /** Whether anything is known about the machine in its subnet. */
    public boolean knows(Seeker seeker) {
        int network = Ipv4Subnet.toInt(seeker.subnet().network());
        return rows.lastRowOf(seeker.mac(), network) != LeaseRows.NONE
                || offers.to(seeker.mac()).isPresent();
    }

    /** Whether the machine never had the address, and it is not reserved for it either. */
    public boolean isNewTo(MacAddress mac, Inet4Address address) {
        return !reservations.isReservedFor(mac, address)
                && lastAddressOf(mac, address).filter(address::equals).isEmpty();
    }

    public boolean isOfferedTo(MacAddress mac, Inet4Address address) {
        return offers.of(Ipv4Subnet.toInt(address))
                .filter(offer -> offer.mac().equals(mac))
                .isPresent();
    }

    public Lease release(MacAddress mac, Inet4Address address, Instant now) {
        return put(new Lease(address, mac, now, Lease.State.RELEASED));
    }

    public Lease decline(MacAddress mac, Inet4Address address, Instant until) {
        withdrawOffer(mac);
        return declined(mac, address, until);
    }

    private Lease declined(MacAddress mac, Inet4Address address, Instant until) {
        Lease declined = put(new Lease(address, mac, until, Lease.State.DECLINED));
        rows.forgetLast(mac, rows.rowOf(Ipv4Subnet.toInt(address)));
        return declined;
    }

    /** Keeps an address from everybody that answers though nobody has it; empty when somebody has. */
    public Optional<Lease> setAside(MacAddress mac, Inet4Address address, Instant until, Instant now) {
        int row = rows.rowOf(Ipv4Subnet.toInt(address));
        if (row != LeaseRows.NONE && rows.isActive(row, now)) {
            return Optional.empty();
        }
        offers.of(Ipv4Subnet.toInt(address)).ifPresent(this::withdraw);
        return Optional.of(declined(mac, address, until));
    }

    /** Everything that is known, in no order. */
    public List<Lease> leases() {
        return IntStream.range(0, rows.size()).mapToObj(rows::lease).toList();
    }

    private Lease put(Lease lease) {
        rows.put(lease);
        settle(Ipv4Subnet.toInt(lease.address()));
        return lease;
    }

    private Optional<Inet4Address> lastAddressOf(MacAddress mac, Inet4Address inSubnet) {
        int row = rows.lastRowOf(mac, Ipv4Subnet.toInt(inSubnet));
        return row == LeaseRows.NONE ? Optional.empty() : Optional.of(Ipv4Subnet.ofInt(rows.address(row)));
    }

    /** Whether somebody has vouched for the machine: it goes before strangers, and is not kept waiting. */
    public boolean isKnown(MacAddress mac) {
        return reservations.of(mac).isPresent() || known.test(mac);
    }

    private void expireOffers(Instant now) {
        for (Optional<Offers.Offer> over = offers.expired(now); over.isPresent(); over = offers.expired(now)) {
            withdraw(over.get());
        }
    }

    private boolean isFreeFor(Seeker seeker, Inet4Address address, Instant now) {
        if (never.contains(address) || !seeker.subnet().contains(address)) {
            return false;
        }
        MacAddress mac = seeker.mac();
        boolean allowed = reservations.isReserved(address)
                ? reservations.isReservedFor(mac, address)
                : isInPool(seeker.pools(), address);
        return allowed && !isLeasedToOther(mac, address, now) && !isOfferedToOther(mac, address);
    }

    private static boolean isInPool(List<AddressRange> pools, Inet4Address address) {
        for (AddressRange pool : pools) {
            if (pool.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLeasedToOther(MacAddress mac, Inet4Address address, Instant now) {
        int row = rows.rowOf(Ipv4Subnet.toInt(address));
        if (row == LeaseRows.NONE || !rows.isActive(row, now)) {
            return false;
        }
        return rows.state(row) == Lease.State.DECLINED || !reservations.isSameMachine(mac, rows.mac(row));
    }

    private boolean isOfferedToOther(MacAddress mac, Inet4Address address) {
        return offers.of(Ipv4Subnet.toInt(address))
                .filter(offer -> !reservations.isSameMachine(mac, offer.mac()))
                .isPresent();
    }

    private Optional<Inet4Address> takenBack(Seeker seeker, Instant now) {
        Instant madeBefore = now.minus(shortestHold(seeker.mac(), now));
        Optional<Offers.Offer> oldest = offers.toStrangers().stream()
                .limit(LOOKED_AT)
                .takeWhile(offer -> !offer.since().isAfter(madeBefore) || offer.isOver(now))
                .filter(offer -> isInPool(seeker.pools(), Ipv4Subnet.ofInt(offer.address())))
                .findFirst();
        oldest.ifPresent(this::withdraw);
        return oldest.map(offer -> Ipv4Subnet.ofInt(offer.address()));
    }

    private Duration shortestHold(MacAddress mac, Instant now) {
        if (isKnown(mac)) {
            return Duration.ZERO;
        }
        return refused.cameBack(mac, now) ? SHORTEST_HOLD_AGAINST_THE_PATIENT : SHORTEST_HOLD;
    }

    /** Brings the pool's view of an address up to date; called after everything that changes an address. */
    private void settle(int address) {
        pools.of(address).ifPresent(pool -> settle(pool, address));
    }

    private void settle(PoolAddresses pool, int address) {
        int row = rows.rowOf(address);
        Inet4Address text = Ipv4Subnet.ofInt(address);
        boolean blocked = never.contains(text)
                || reservations.isReserved(text)
                || offers.of(address).isPresent();
        if (blocked || row != LeaseRows.NONE) {
            pool.setNotFresh(address);
        } else {
            pool.setFresh(address);
        }
        if (row != LeaseRows.NONE && blocked) {
            pool.longestFree().remove(row);
        } else if (row != LeaseRows.NONE) {
            pool.longestFree().place(row);
        }
    }
}
