package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.engine.DhcpEvent;
import org.kaappliance.dhcp.engine.DhcpListener;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;

/**
 * Tells the fleet what DHCP sees: firmware that boots from the network, and a clone that came up from its own disk, which is
 * whoever asks without PXE options and is neither our stage 1 nor firmware. A machine that is armed again by it, and so erased at its
 * next boot, has to prove more ({@link #bootedItsDisk}).
 */
public final class DhcpObserver implements DhcpListener {
    /** What stage 1 calls itself in option 60. */
    static final String STAGE1_VENDOR_CLASS = "ka-stage1";

    /** What asks on the way to a system calls itself so in option 60. */
    private static final List<String> NO_SYSTEMS = List.of("PXEClient", "HTTPClient", "U-Boot", "Linux ipconfig");

    /** No system is up sooner than that after its firmware asked. */
    private static final Duration BOOT_TAKES = Duration.ofSeconds(10);

    /** How long after its PXE exchange UEFI firmware may ask for itself. */
    private static final Duration FIRMWARE_ASKS_AGAIN = Duration.ofSeconds(20);

    private final Fleet fleet;
    private final Map<MacAddress, Inet4Address> addresses = new ConcurrentHashMap<>();
    private final Map<Inet4Address, MacAddress> machines = new ConcurrentHashMap<>();
    private final Map<MacAddress, String> bootFiles = new ConcurrentHashMap<>();
    private final Map<MacAddress, NetworkBoot> boots = new ConcurrentHashMap<>();
    private final Map<MacAddress, String> setbacks = new ConcurrentHashMap<>();

    private final Set<String> otherSystems;

    /** The last PXE exchange of a machine, since the appliance started. */
    private record NetworkBoot(Instant at, boolean isUefi) {}

    public DhcpObserver(Fleet fleet) {
        this(fleet, Set.of());
    }

    /** @param otherSystems the files, without a slash in front, of the menu entries of one's own: who has such a file boots that, and not its disk */
    public DhcpObserver(Fleet fleet, Set<String> otherSystems) {
        this.fleet = fleet;
        this.otherSystems = Set.copyOf(otherSystems);
    }

    @Override
    public void on(DhcpEvent event) {
        setbacks(event);
        switch (event.kind()) {
            case ACKED_PXE, PROXY_BOOT -> bootsFromNetwork(event);
            case ACKED_PLAIN, SEEN_PLAIN -> runs(event);
            case BOOT_SERVER_ACKED -> bootServerAcked(event);
            case RELEASED, DECLINED -> gaveBack(event);
            case OFFERED, ACKED_BOOTP, PROXY_OFFERED, NAKED, INFORMED -> {
                // nothing is certain, or nothing changes
            }
        }
    }

    private void bootsFromNetwork(DhcpEvent event) {
        acked(event);
        if (counts(event)) {
            boolean isUefi = event.architecture().filter(Architecture::isBios).isEmpty();
            boots.put(event.mac(), new NetworkBoot(event.at(), isUefi));
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
        } else if (fleet.find(event.mac()).filter(node -> isProof(event, node)).isPresent()) {
            fleet.apply(event.mac(), new NodeEvent.ProofOfLife()); // strangers leave nothing to write down
        }
    }

    private boolean isProof(DhcpEvent event, NodeRecord node) {
        return switch (node.arming()) {
            case ONCE -> isSystem(event) || !isFirmware(event);
            case STANDING -> isSystem(event) && bootedItsDisk(event, node);
        };
    }

    /** Systems name themselves or their client; firmware and boot programs do neither. */
    private static boolean isSystem(DhcpEvent event) {
        return !(event.hostName().isEmpty() && event.vendorClass().isEmpty())
                && NO_SYSTEMS.stream().noneMatch(event.vendorClass()::startsWith);
    }

    /**
     * True when the machine was seen to boot from the network after its clone, where its menu says local and nothing else, and long
     * enough ago for a system to come up since. What was seen is forgotten when the appliance stops: then its next boot proves it.
     */
    private boolean bootedItsDisk(DhcpEvent event, NodeRecord node) {
        NetworkBoot boot = boots.get(event.mac());
        return boot != null
                && !boot.at().isBefore(node.since())
                && !event.at().isBefore(boot.at().plus(BOOT_TAKES));
    }

    /** A machine has a file. */
    public void fetched(MacAddress mac, String file) {
        if (otherSystems.contains(file.replaceFirst("^/+", ""))) {
            boots.remove(mac);
        }
    }

    /**
     * EDK2's own IP stack asks again, perhaps more than once, without any PXE option, when a boot program opens a network connection
     * (seen with syslinux.efi under OVMF). That is no system that came up from a disk.
     */
    private boolean isFirmware(DhcpEvent event) {
        NetworkBoot boot = boots.get(event.mac());
        return boot != null && boot.isUefi() && event.at().isBefore(boot.at().plus(FIRMWARE_ASKS_AGAIN));
    }

    private void acked(DhcpEvent event) {
        if (!counts(event)) {
            return;
        }
        event.address().ifPresent(address -> has(event.mac(), address));
        if (event.architecture().isPresent()) {
            event.bootFile().ifPresent(file -> bootFiles.put(event.mac(), file));
        }
    }

    private void has(MacAddress mac, Inet4Address address) {
        Inet4Address before = addresses.put(mac, address);
        if (before != null && !before.equals(address)) {
            machines.remove(before, mac);
        }
        MacAddress other = machines.put(address, mac);
        if (other != null && !other.equals(mac) && addresses.remove(other, address)) {
            forget(other);
        }
    }

    private void gaveBack(DhcpEvent event) {
        event.address()
                .filter(address -> addresses.remove(event.mac(), address))
                .ifPresent(address -> {
                    machines.remove(address, event.mac());
                    forget(event.mac());
                });
    }

    /** Of a machine without an address nothing more is kept; what was said of it once stays as long as it is known. */
    private void forget(MacAddress mac) {
        bootFiles.remove(mac);
        if (!fleet.isKnown(mac)) {
            boots.remove(mac);
            setbacks.remove(mac);
        }
    }

    /** Who had which address before the appliance was started. */
    public void remember(List<Lease> leases, Instant now) {
        leases.stream()
                .filter(lease -> lease.state() == Lease.State.BOUND && lease.isActive(now))
                .forEach(lease -> has(lease.mac(), lease.address()));
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

    /** What goes wrong with an address, or ends it; what is the same once more is not kept again. */
    private void setbacks(DhcpEvent event) {
        String address = event.address().map(Inet4Address::getHostAddress).orElse("an address");
        Optional<String> text = switch (event.kind()) {
            case NAKED -> Optional.of("was refused " + address + ", and starts over");
            case DECLINED -> Optional.of("found " + address + " in use by somebody else");
            case RELEASED -> Optional.of("gave " + address + " back");
            default -> Optional.empty();
        };
        if (text.isPresent()
                && fleet.isKnown(event.mac())
                && !text.get().equals(setbacks.put(event.mac(), text.get()))) {
            fleet.note(event.mac(), "DHCP", text.get());
        }
    }

    @Override
    public String nameOf(MacAddress mac) {
        return fleet.find(mac).map(NodeRecord::name).orElse("");
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
