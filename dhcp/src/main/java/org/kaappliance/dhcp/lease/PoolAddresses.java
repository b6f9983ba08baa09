package org.kaappliance.dhcp.lease;

import java.util.BitSet;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.Ipv4Subnet;

/** One pool: which of its addresses nobody ever had, and which of the others has been free for longest. */
final class PoolAddresses {
    private final int first;
    private final int count;
    private final BitSet notFresh = new BitSet();
    private final LongestFree longestFree;
    /** No address below is fresh: so the walk over the pool is made once, not for each client. */
    private int lowestFresh;

    PoolAddresses(AddressRange range, LeaseRows rows) {
        this.first = Ipv4Subnet.toInt(range.first());
        this.count = (int) Math.min(range.size(), Integer.MAX_VALUE);
        this.longestFree = new LongestFree(rows);
    }

    boolean contains(int address) {
        return Integer.compareUnsigned(address - first, count) < 0;
    }

    LongestFree longestFree() {
        return longestFree;
    }

    boolean hasFresh() {
        lowestFresh = notFresh.nextClearBit(lowestFresh);
        return lowestFresh < count;
    }

    /** The lowest address that nobody ever had; {@link #hasFresh} says whether there is one. */
    int fresh() {
        return first + lowestFresh;
    }

    void setFresh(int address) {
        notFresh.clear(address - first);
        lowestFresh = Math.min(lowestFresh, address - first);
    }

    void setNotFresh(int address) {
        notFresh.set(address - first);
    }
}
