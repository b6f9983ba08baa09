package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.Settings.BootPrograms;
import org.kaappliance.config.Settings.DhcpMode;
import org.kaappliance.config.Settings.UnknownMachines;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Reservation;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/** An engine on a fake network: saves succeed at once, and what it does is kept. */
public final class Served {
    public static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    public static final BootPrograms PROGRAMS = new BootPrograms("pxelinux.0", "grubx64.efi");
    public static final String NODE1 = "52:54:00:77:00:01";
    public static final String NODE1_SECOND_CARD = "52:54:00:77:01:01";
    public static final String STRANGER = "52:54:00:99:00:01";

    public final List<Lease> saved = new ArrayList<>();
    public final DhcpEngine engine;
    public Instant now = START;

    public Served(DhcpServerSettings settings, BootPolicy policy, List<Lease> stored) {
        engine = new DhcpEngine(settings, policy, stored);
    }

    public static Served server() {
        return new Served(settings("10.0.1.100-10.0.1.102", true), policy(UnknownMachines.BOOT), List.of());
    }

    public static BootPolicy policy(UnknownMachines unknown) {
        return BootPolicy.of(PROGRAMS, unknown);
    }

    public static DhcpServerSettings settings(String pool, boolean authoritative) {
        Reservation node1 = new Reservation(
                List.of(MacAddress.parse(NODE1), MacAddress.parse(NODE1_SECOND_CARD)),
                "node1",
                Optional.of(address("10.0.1.111")));
        return new DhcpServerSettings(
                DhcpMode.SERVER,
                new InterfaceAddress("eth0", address("10.0.1.1"), 24),
                AddressRange.parse(pool),
                Duration.ofHours(80),
                Duration.ofHours(240),
                Duration.ofSeconds(30),
                Optional.of(address("10.0.1.254")),
                List.of(address("10.0.1.2"), address("10.0.1.3")),
                Optional.of("cluster.example"),
                authoritative,
                List.of(node1));
    }

    public static Inet4Address address(String text) {
        return Ipv4Subnet.address(text);
    }

    /** Everything that is done about a message, saves included and carried on from. */
    public List<Effect> on(DhcpMessage message) {
        List<Effect> all = new ArrayList<>();
        collect(engine.on(message, now), all);
        return all;
    }

    private void collect(List<Effect> effects, List<Effect> all) {
        for (Effect effect : effects) {
            all.add(effect);
            if (effect instanceof Effect.Save save) {
                saved.addAll(save.leases());
                collect(save.then(), all);
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
