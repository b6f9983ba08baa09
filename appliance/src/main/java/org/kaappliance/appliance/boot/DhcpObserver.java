package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.engine.DhcpEvent;
import org.kaappliance.dhcp.engine.DhcpListener;
import org.kaappliance.pxemenu.NodeEvent;

/**
 * Tells the fleet what DHCP sees: firmware that boots from the network, and a clone that came up from its own disk, which is
 * whoever asks without PXE options and is not our stage 1.
 */
public final class DhcpObserver implements DhcpListener {
    /** What stage 1 calls itself in option 60. */
    static final String STAGE1_VENDOR_CLASS = "ka-stage1";

    /** How long after its PXE exchange UEFI firmware may ask for itself. */
    private static final Duration FIRMWARE_ASKS_AGAIN = Duration.ofSeconds(20);

    private final Fleet fleet;
    private final Map<MacAddress, Inet4Address> addresses = new ConcurrentHashMap<>();
    private final Map<MacAddress, Instant> firmware = new ConcurrentHashMap<>();

    public DhcpObserver(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void on(DhcpEvent event) {
        switch (event.kind()) {
            case ACKED_PXE, PROXY_BOOT -> bootsFromNetwork(event);
            case ACKED_PLAIN, SEEN_PLAIN -> runs(event);
            case BOOT_SERVER_ACKED -> bootServerAcked(event);
            case OFFERED, PROXY_OFFERED, NAKED, RELEASED, DECLINED, INFORMED -> {
                // nothing is certain, or nothing changes
            }
        }
    }

    private void bootsFromNetwork(DhcpEvent event) {
        acked(event);
        if (event.architecture().filter(Architecture::isBios).isPresent()) {
            firmware.remove(event.mac());
        } else if (counts(event)) {
            firmware.put(event.mac(), event.at());
        }
        note(event.mac(), "PXE", "booted from the network: " + event.bootFile().orElse("no boot program"));
        fleet.apply(event.mac(), new NodeEvent.PxeBoot());
    }

    /**
     * Where another server gives the addresses and port 67 is not ours ({@code dhcp.mode = off}), this is all that is seen of a
     * boot. Elsewhere it belongs to a boot that was seen before; a ROM may wait in its menu for long in between.
     */
    private void bootServerAcked(DhcpEvent event) {
        if (!addresses.containsKey(event.mac())) {
            note(
                    event.mac(),
                    "PXE",
                    "booted from the network: " + event.bootFile().orElse("a menu"));
            fleet.apply(event.mac(), new NodeEvent.PxeBoot());
        }
    }

    private void runs(DhcpEvent event) {
        acked(event);
        if (event.vendorClass().startsWith(STAGE1_VENDOR_CLASS)) {
            note(event.mac(), "STAGE1", "stage 1 has its address");
        } else if (!isFirmware(event)) {
            fleet.apply(event.mac(), new NodeEvent.ProofOfLife());
        }
    }

    /**
     * EDK2's own IP stack asks once more, without any PXE option, when a boot program opens a network connection
     * (seen with syslinux.efi under OVMF). That is no system that came up from a disk.
     */
    private boolean isFirmware(DhcpEvent event) {
        Instant pxe = firmware.remove(event.mac());
        return pxe != null && event.at().isBefore(pxe.plus(FIRMWARE_ASKS_AGAIN));
    }

    private void acked(DhcpEvent event) {
        event.address().filter(address -> counts(event)).ifPresent(address -> addresses.put(event.mac(), address));
    }

    /**
     * Bounds what is kept: an acknowledged address is one of the pool or a reservation, and there are never many more of
     * these than addresses; what another server gives counts for machines that somebody has vouched for.
     */
    private boolean counts(DhcpEvent event) {
        return event.kind() == DhcpEvent.Kind.ACKED_PXE
                || event.kind() == DhcpEvent.Kind.ACKED_PLAIN
                || fleet.isKnown(event.mac());
    }

    /** Events of made-up machines are not kept. */
    private void note(MacAddress mac, String kind, String text) {
        if (fleet.isKnown(mac)) {
            fleet.note(mac, kind, text);
        }
    }

    /** The address that a machine was last given. */
    public Optional<Inet4Address> addressOf(MacAddress mac) {
        return Optional.ofNullable(addresses.get(mac));
    }
}
