package org.kaappliance.dhcp;

import java.net.Inet4Address;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseStore;

/** Keeps leases as long as the process lives; saves on a thread of its own, as a real store does. */
public final class MemoryLeaseStore implements LeaseStore {
    private final Map<Inet4Address, Lease> rows = new ConcurrentHashMap<>();

    @Override
    public List<Lease> load() {
        return List.copyOf(rows.values());
    }

    @Override
    public CompletionStage<Void> save(List<Lease> leases) {
        return CompletableFuture.runAsync(() -> leases.forEach(lease -> rows.put(lease.address(), lease)));
    }
}
