package org.kaappliance.tftp;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the transfers, in all and for each address, against their limits. Pure. */
final class Places {
    private final TransferLimits limits;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int taken;

    /** Whether there is room for one more. */
    enum Room {
        FREE,
        FULL,
        FULL_FOR_ADDRESS
    }

    Places(TransferLimits limits) {
        this.limits = limits;
    }

    Room roomFor(InetAddress client) {
        if (byAddress.getOrDefault(client, 0) >= limits.transfersPerAddress()) {
            return Room.FULL_FOR_ADDRESS;
        }
        return taken >= limits.transfers() ? Room.FULL : Room.FREE;
    }

    void take(InetAddress client) {
        taken++;
        byAddress.merge(client, 1, Integer::sum);
    }

    void free(InetAddress client) {
        taken--;
        byAddress.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
    }
}
