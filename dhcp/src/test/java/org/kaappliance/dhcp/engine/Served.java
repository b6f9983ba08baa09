package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/** An engine on a fake network: saves and probes are answered at once, and what it does is kept. */
public final class Served {
    public static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    public static final Map<String, String> PROGRAMS = Map.of("bios", "pxelinux.0", "uefi-x64", "grubx64.efi");
    public static final Arrival ARRIVAL = new Arrival(
            new InterfaceAddress("eth0", Ipv4Subnet.address("10.0.1.1"), 24), new InetSocketAddress("0.0.0.0", 68));
    public static final String NODE1 = "52:54:00:77:00:01";
    public static final String NODE1_SECOND_CARD = "52:54:00:77:01:01";
    public static final String STRANGER = "52:54:00:99:00:01";

    public final List<Lease> saved = new ArrayList<>();
    public final DhcpServerSettings settings;
    public final DhcpEngine engine;
    /** Addresses that answer a ping. */
    public final Set<Inet4Address> inUse = new HashSet<>();

    public Instant now = START;

    public Served(DhcpServerSettings settings, BootPolicy policy, List<Lease> stored) {
        this.settings = settings;
        engine = new DhcpEngine(settings, policy, stored);
    }

    public static Served server() {
        return new Served(settings("10.0.1.100-10.0.1.102", true), policy(UnknownMachines.BOOT), List.of());
    }

    public static BootPolicy policy(UnknownMachines unknown) {
        return BootPolicy.of(PROGRAMS, unknown);
    }

    public static DhcpServerSettings settings(String pool, boolean authoritative) {
        return settings(Map.of("dhcp.pool", pool, "dhcp.authoritative", String.valueOf(authoritative)));
    }

    /** The settings of a small cluster on 10.0.1.0/24, and what a test adds or changes. */
    public static DhcpServerSettings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "dhcp.mode", "server",
                "dhcp.router", "10.0.1.254",
                "dhcp.dns-servers", "[ 10.0.1.2, 10.0.1.3 ]",
                "dhcp.domain-name", "cluster.example",
                "dhcp.boot-programs.bios", "pxelinux.0",
                "dhcp.boot-programs.uefi-x64", "syslinux.efi",
                "machines",
                        "[{ macs = [\"" + NODE1 + "\", \"" + NODE1_SECOND_CARD
                                + "\"], name = node1, address = 10.0.1.111 }]"));
        all.putAll(more);
        try {
            Settings settings = SettingsLoader.load(Optional.empty(), all).settings();
            return DhcpServerSettings.of(settings, NetworkPlan.of(settings, List.of(ARRIVAL.iface())));
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    public static Inet4Address address(String text) {
        return Ipv4Subnet.address(text);
    }

    /** Everything that is done about a message, saves included and carried on from. */
    public List<Effect> on(DhcpMessage message) {
        return on(message, ARRIVAL);
    }

    public List<Effect> on(DhcpMessage message, Arrival arrival) {
        List<Effect> all = new ArrayList<>();
        collect(engine.on(message, arrival, now), all);
        return all;
    }

    /** By a client that has this address. */
    public static Arrival from(String source) {
        return new Arrival(ARRIVAL.iface(), new InetSocketAddress(source, 68));
    }

    private void collect(List<Effect> effects, List<Effect> all) {
        for (Effect effect : effects) {
            all.add(effect);
            if (effect instanceof Effect.Save save) {
                saved.addAll(save.leases());
                collect(save.then(), all);
            } else if (effect instanceof Effect.Probe probe) {
                Effect.Outcome outcome = inUse.contains(probe.address()) ? Effect.Outcome.IN_USE : Effect.Outcome.FREE;
                collect(engine.onProbed(probe, outcome, now), all);
            }
        }
    }

    public Optional<Effect.Reply> reply(DhcpMessage message) {
        return on(message).stream()
                .filter(Effect.Reply.class::isInstance)
                .map(Effect.Reply.class::cast)
                .findFirst();
    }

    public DhcpMessage answer(DhcpMessage message) {
        return reply(message).orElseThrow().message();
    }

    /** DISCOVER, OFFER, REQUEST, ACK; returns the address. */
    public String lease(String mac) {
        String offered = answer(Client.of(mac).discover()).yiaddr().getHostAddress();
        DhcpMessage ack = answer(Client.of(mac).asks(offered).server("10.0.1.1").request());
        return ack.type().orElseThrow() == MessageType.ACK ? ack.yiaddr().getHostAddress() : "none";
    }

    public void later(Duration duration) {
        now = now.plus(duration);
    }
}
