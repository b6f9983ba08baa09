package org.kaappliance.clientkit.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;

/** The plans that were asked for last: only what stands in one of them is ever read. Thread-safe. */
final class GoldenOffers {
    private static final int KEPT = 16;

    private final Map<String, Offer> offers = new LinkedHashMap<>();

    record Offer(CloneRequest request, ClonePlan plan) {}

    synchronized void keep(Offer offer) {
        String digest = offer.plan().streamDigest();
        offers.remove(digest);
        offers.put(digest, offer);
        if (offers.size() > KEPT) {
            offers.remove(offers.keySet().iterator().next());
        }
    }

    synchronized Optional<Offer> find(String digest) {
        return Optional.ofNullable(offers.get(digest));
    }
}
