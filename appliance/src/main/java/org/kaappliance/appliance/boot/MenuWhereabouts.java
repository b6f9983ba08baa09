package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.pxemenu.MenuFileName.Dialect;

/** What DHCP and the kernel know about a machine that asks for its menu. */
public final class MenuWhereabouts implements MenuRoute.Whereabouts {
    /** Of syslinux's boot programs those with a TCP/IP stack, their own or the firmware's; pxelinux.0 knows TFTP only. */
    private static final Pattern SPEAKS_HTTP = Pattern.compile(".*(lpxelinux\\.0|syslinux\\.efi)");

    private final NetworkPlan network;
    private final DhcpObserver dhcp;
    private final Supplier<OptionalInt> httpPort;
    private final ClientMachines machines;

    /** @param httpPort empty when no files are served over HTTP */
    public MenuWhereabouts(
            NetworkPlan network, DhcpObserver dhcp, ClientMachines machines, Supplier<OptionalInt> httpPort) {
        this.machines = machines;
        this.network = network;
        this.dhcp = dhcp;
        this.httpPort = httpPort;
    }

    @Override
    public Optional<MacAddress> machineAt(Inet4Address client) {
        return machines.now(client);
    }

    @Override
    public Inet4Address serverFor(Inet4Address client) {
        return network.interfaces().stream()
                .filter(iface -> iface.subnet().contains(client))
                .findFirst()
                .orElse(network.iface())
                .address();
    }

    @Override
    public OptionalInt httpPort(Dialect dialect, Optional<MacAddress> machine) {
        boolean can = dialect != Dialect.PXELINUX
                || machine.flatMap(dhcp::bootFileOf)
                        .filter(file -> SPEAKS_HTTP.matcher(file).matches())
                        .isPresent();
        return can ? httpPort.get() : OptionalInt.empty();
    }
}
