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
import org.kaappliance.dhcp.boot.Architecture.Platform;
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
    private final Map<Inet4Address, MacAddress> machines = new ConcurrentHashMap<>();
    private final Map<MacAddress, String> bootFiles = new ConcurrentHashMap<>();
    private final Map<MacAddress, Instant> firmware = new ConcurrentHashMap<>();

    public DhcpObserver(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void on(DhcpEvent event) {
        switch (event.kind()) {
            case ACKED_PXE -> ackedPxe(event);
            case ACKED_PLAIN -> ackedPlain(event);
            case OFFERED, BOOT_SERVER_ACKED, NAKED, RELEASED, DECLINED, INFORMED -> {
                // nothing is certain, or nothing changes
            }
        }
    }

    private void ackedPxe(DhcpEvent event) {
        acked(event);
        boolean bios = event.architecture().flatMap(Architecture::platform).equals(Optional.of(Platform.BIOS));
        if (bios) {
            firmware.remove(event.mac());
        } else {
            firmware.put(event.mac(), event.at());
        }
        note(event.mac(), "PXE", "booted from the network: " + event.bootFile().orElse("no boot program"));
        fleet.apply(event.mac(), new NodeEvent.PxeBoot());
    }

    private void ackedPlain(DhcpEvent event) {
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

    /** An acknowledged address is one of the pool or a reservation: there are never many more of these than addresses. */
    private void acked(DhcpEvent event) {
        event.address().ifPresent(address -> {
            addresses.put(event.mac(), address);
            machines.put(address, event.mac());
        });
        if (event.architecture().isPresent()) {
            event.bootFile().ifPresent(file -> bootFiles.put(event.mac(), file));
        }
    }

    /** Events of made-up machines are not kept. */
    private void note(MacAddress mac, String kind, String text) {
        if (fleet.isKnown(mac)) {
            fleet.note(mac, kind, text);
        }
    }

    /** The machine that was last given this address. */
    public Optional<MacAddress> machineAt(Inet4Address address) {
        return Optional.ofNullable(machines.get(address)).filter(mac -> address.equals(addresses.get(mac)));
    }

    /** What a machine's firmware was last told to boot. */
    public Optional<String> bootFileOf(MacAddress mac) {
        return Optional.ofNullable(bootFiles.get(mac));
    }

    /** The address that a machine was last given. */
    public Optional<Inet4Address> addressOf(MacAddress mac) {
        return Optional.ofNullable(addresses.get(mac));
    }
}
