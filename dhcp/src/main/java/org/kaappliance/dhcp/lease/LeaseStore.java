package org.kaappliance.dhcp.lease;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where leases survive a restart. One row an address. */
public interface LeaseStore {

    /** All rows, those whose save has completed at least; before the server answers, on the thread that starts it. */
    List<Lease> load();

    /**
     * Replaces the row with each {@link Lease#address} (not the one with the same hardware address), in this order. The ACK
     * leaves when the returned stage has completed: it must not complete before all of them are durable. A failed stage means
     * no ACK; some of them may have been saved.
     *
     * <p>Called on the server's event loop: it must return at once and do its work elsewhere. Saves of one address must
     * be applied in the order of the calls.
     */
    CompletionStage<Void> save(List<Lease> leases);
}
