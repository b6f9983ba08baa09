package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.List;

/** Everything of the golden machine that is taken out of a clone and needs nothing in its place. */
public final class Traces {
    /** In the order in which they are removed. */
    public static final List<Trace> ALL = List.of(
            new Trace(
                    "leases and identifiers of DHCP clients",
                    "a clone would ask for the golden machine's address, or say that it is the golden machine",
                    List.of(
                            "/var/lib/dhcp/*",
                            "/var/lib/dhcp3/*",
                            "/var/lib/dhclient/*",
                            "/var/lib/dhcpcd/*",
                            "/var/lib/dhcpcd5/*",
                            "/var/lib/dhcpv6/*",
                            "/var/cache/dhcpcd/*",
                            "/etc/dhcpcd.duid",
                            "/etc/dhcpcd.secret",
                            "/etc/dhcpc/*.cache",
                            "/var/lib/NetworkManager/*",
                            "/var/lib/systemd/network/*",
                            "/var/lib/wicked/*",
                            "/var/lib/connman/ethernet_*"),
                    Trace.DELETE),
            new Trace(
                    "names of network cards by their addresses",
                    "the clone's first card would become the second",
                    List.of(
                            "/etc/udev/rules.d/*persistent-net.rules",
                            "/etc/udev/rules.d/*persistent-cd.rules",
                            "/etc/iftab",
                            "/etc/mactab"),
                    Trace.DELETE),
            new Trace(
                    "udev rules for one hardware address",
                    "no clone has that card",
                    List.of("/etc/udev/rules.d/*.rules"),
                    Trace.edit(BoundNetwork::udevRules)),
            new Trace(
                    "hardware addresses in ifcfg files",
                    "the network of a clone would not come up",
                    List.of("/etc/sysconfig/network-scripts/ifcfg-*", "/etc/sysconfig/network/ifcfg-*"),
                    Trace.edit(BoundNetwork::ifcfg)),
            new Trace(
                    "hardware addresses in /etc/network/interfaces",
                    "two machines would have one address",
                    List.of("/etc/network/interfaces", "/etc/network/interfaces.d/*"),
                    Trace.edit(BoundNetwork::interfaces)),
            new Trace(
                    "hardware addresses in netplan",
                    "the network of a clone would not come up",
                    List.of("/etc/netplan/*.yaml"),
                    Trace.edit(Netplan::unbind)),
            new Trace(
                    "hardware addresses in NetworkManager's connections",
                    "the network of a clone would not come up",
                    List.of("/etc/NetworkManager/system-connections/*"),
                    Trace.edit(BoundNetwork::keyfile)),
            new Trace(
                    "hardware addresses in systemd-networkd's files",
                    "the network of a clone would not come up",
                    List.of("/etc/systemd/network/*.network", "/etc/systemd/network/*.netdev"),
                    Trace.edit(BoundNetwork::networkd)),
            new Trace(
                    "systemd's names for one card",
                    "no clone has that card",
                    List.of("/etc/systemd/network/*.link"),
                    BoundNetwork::link),
            new Trace(
                    "seeds of random numbers",
                    "two machines would draw the same numbers",
                    List.of(
                            "/var/lib/systemd/random-seed",
                            "/var/lib/urandom/random-seed",
                            "/var/lib/misc/random-seed",
                            "/var/lib/random-seed",
                            "/var/lib/seedrng/*",
                            "/boot/loader/random-seed",
                            "/boot/efi/loader/random-seed",
                            "/efi/loader/random-seed",
                            "/var/lib/libuuid/clock.txt"),
                    Trace.DELETE),
            new Trace(
                    "state of cloud-init",
                    "the clone would take itself for the golden instance; seeds of the administrator stay",
                    List.of(
                            "/var/lib/cloud/instance",
                            "/var/lib/cloud/instances",
                            "/var/lib/cloud/data",
                            "/var/lib/cloud/sem"),
                    (tree, path) -> tree.delete(path)), // instance is a link
            new Trace(
                    "LVM's list of the machine's devices",
                    "it names disks that no clone has, and LVM would not look at others",
                    List.of("/etc/lvm/devices/system.devices", "/etc/lvm/cache/.cache"),
                    Trace.DELETE),
            new Trace("the host's number", "it is one machine's", List.of("/etc/hostid"), Trace.DELETE));

    private Traces() {}

    /** Removes all of them. */
    public static void remove(SystemTree tree) throws IOException {
        for (Trace trace : ALL) {
            trace.remove(tree);
        }
    }
}
