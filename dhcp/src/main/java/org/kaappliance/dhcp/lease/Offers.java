package org.kaappliance.dhcp.lease;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.MacAddress;

/**
 * Addresses that are offered and wait for the client's request, at most {@value #MOST}. Those to machines that are known and those to
 * strangers are apart: only the latter are taken back early.
 */
final class Offers {
    static final int MOST = 32_768;

    private final Map<MacAddress, Offer> known = new LinkedHashMap<>();
    private final Map<MacAddress, Offer> strangers = new LinkedHashMap<>();
    private final Map<Integer, Offer> byAddress = new HashMap<>();

    /** @param since when it was made, or repeated */
    record Offer(MacAddress mac, int address, Instant since, Instant until) {

        /** True, too, when the clock was set back behind it. */
        boolean isOver(Instant now) {
            return !now.isBefore(until) || since.isAfter(now);
        }
    }

    /** Who an offer is made to. */
    enum Standing {
        KNOWN,
        STRANGER
    }

    Optional<Offer> to(MacAddress mac) {
        return Optional.ofNullable(known.getOrDefault(mac, strangers.get(mac)));
    }

    Optional<Offer> of(int address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    boolean isFull() {
        return byAddress.size() >= MOST;
    }

    /** The machine must have none. */
    void add(Offer offer, Standing standing) {
        (standing == Standing.KNOWN ? known : strangers).put(offer.mac(), offer);
        byAddress.put(offer.address(), offer);
    }

    void remove(Offer offer) {
        known.remove(offer.mac(), offer);
        strangers.remove(offer.mac(), offer);
        byAddress.remove(offer.address(), offer);
    }

    /** One whose time is over. */
    Optional<Offer> expired(Instant now) {
        return oldest(strangers)
                .filter(offer -> offer.isOver(now))
                .or(() -> oldest(known).filter(offer -> offer.isOver(now)));
    }

    /** To strangers, the oldest first. */
    Collection<Offer> toStrangers() {
        return strangers.values();
    }

    private static Optional<Offer> oldest(Map<MacAddress, Offer> offers) {
        Iterator<Offer> all = offers.values().iterator();
        return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    }
}
