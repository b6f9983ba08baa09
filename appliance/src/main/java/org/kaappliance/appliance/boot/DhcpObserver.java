package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.DhcpEvent;
import org.kaappliance.dhcp.DhcpListener;
import org.kaappliance.pxemenu.NodeEvent;

/**
 * Tells the fleet what DHCP sees: firmware that boots from the network, and a clone that came up from its own disk, which is
 * whoever asks without PXE options and is not our stage 1.
 */
public final class DhcpObserver implements DhcpListener {
    /** What stage 1 calls itself in option 60. */
    static final String STAGE1_VENDOR_CLASS = "ka-stage1";

    private final Fleet fleet;
    private final Map<MacAddress, Inet4Address> addresses = new ConcurrentHashMap<>();

    public DhcpObserver(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void on(DhcpEvent event) {
        event.address().ifPresent(address -> addresses.put(event.mac(), address));
        switch (event.kind()) {
            case ACKED_PXE -> {
                fleet.note(
                        event.mac(),
                        "PXE",
                        "booted from the network: " + event.bootFile().orElse("no boot program"));
                fleet.apply(event.mac(), new NodeEvent.PxeBoot());
            }
            case ACKED_PLAIN -> ackedPlain(event);
            case OFFERED, BOOT_SERVER_ACKED, NAKED, RELEASED, DECLINED, INFORMED -> {
                // nothing is certain, or nothing changes
            }
        }
    }

    private void ackedPlain(DhcpEvent event) {
        if (event.vendorClass().startsWith(STAGE1_VENDOR_CLASS)) {
            fleet.note(event.mac(), "STAGE1", "stage 1 has its address");
        } else {
            fleet.apply(event.mac(), new NodeEvent.ProofOfLife());
        }
    }

    /** The address that a machine was last given. */
    public Optional<Inet4Address> addressOf(MacAddress mac) {
        return Optional.ofNullable(addresses.get(mac));
    }
}
