package org.kaappliance.dhcp.firmware;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.engine.Arrival;
import org.kaappliance.dhcp.engine.BootServer;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.engine.DhcpEngine;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.engine.ProxyEngine;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/** The appliance beside another DHCP server, or as the only one; messages pass the codec in both directions. */
final class Site {
    static final Inet4Address APPLIANCE = Served.address("10.0.1.1");
    static final Inet4Address CLIENT = Served.address("10.0.1.111");

    /** Loading is what takes the time. */
    private static final Map<Map<String, String>, DhcpServerSettings> LOADED = new ConcurrentHashMap<>();

    private final ProxyEngine proxy;
    private final BootServer bootServer;
    private final DhcpEngine server;
    Instant now = Served.START;

    Site(Map<String, String> settings) {
        DhcpServerSettings served = LOADED.computeIfAbsent(answeredAtOnce(settings), Served::settings);
        BootPolicy policy =
                BootPolicy.of(served.dhcp().bootPrograms(), served.dhcp().unknownMachines());
        proxy = new ProxyEngine(served, policy);
        bootServer = new BootServer(served, policy);
        server = new DhcpEngine(served, policy, List.of());
    }

    /** A site whose programs are called {@code <firmware>.bin}, and URLs for firmware that takes only those. */
    /** Without the ping that comes before a new address. */
    private static Map<String, String> answeredAtOnce(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("dhcp.conflict-check", "0 seconds");
        return Map.copyOf(all);
    }

    static Map<String, String> everyProgram() {
        Map<String, String> all = new HashMap<>();
        for (String key : Firmware.keys()) {
            if (!key.equals("ipxe")) {
                all.put("dhcp.boot-programs." + key, program(key));
            }
        }
        return all;
    }

    static String program(String key) {
        return key.endsWith("-http") ? "http://10.0.1.1/" + key : key + ".bin";
    }

    /** What the other server offers in any case. */
    DhcpMessage addressOffer(DhcpMessage discover) {
        return new DhcpMessage(
                DhcpMessage.BOOTREPLY,
                DhcpMessage.ETHERNET,
                6,
                0,
                discover.xid(),
                0,
                0,
                DhcpMessage.NO_ADDRESS,
                CLIENT,
                DhcpMessage.NO_ADDRESS,
                DhcpMessage.NO_ADDRESS,
                discover.chaddr(),
                "",
                "",
                Client.of("52:54:00:00:00:09")
                        .server("10.0.1.2")
                        .send(MessageType.OFFER)
                        .options());
    }

    List<DhcpMessage> proxyOffers(DhcpMessage discover) {
        List<DhcpMessage> offers = new ArrayList<>(List.of(addressOffer(discover)));
        offers.addAll(replies(proxy(discover)));
        return offers;
    }

    List<DhcpMessage> serverOffers(DhcpMessage discover) {
        return replies(server.on(decoded(discover), Served.ARRIVAL, now));
    }

    List<Effect> proxy(DhcpMessage message) {
        return proxy.on(decoded(message), Served.ARRIVAL, now);
    }

    List<Effect> server(DhcpMessage message) {
        return server.on(decoded(message), Served.ARRIVAL, now);
    }

    List<Effect> bootServer(DhcpMessage message, int sourcePort) {
        return bootServer.on(decoded(message), arrival(sourcePort), now);
    }

    List<Effect> group(DhcpMessage message) {
        return bootServer.onGroup(decoded(message), arrival(4011), now);
    }

    private static Arrival arrival(int sourcePort) {
        return new Arrival(Served.ARRIVAL.iface(), new InetSocketAddress(CLIENT, sourcePort));
    }

    /** Answers questions to port 4011 of the appliance, as this client. */
    BiFunction<Inet4Address, Optional<Integer>, Optional<DhcpMessage>> port4011(Client client) {
        return (asked, item) -> {
            if (!asked.equals(APPLIANCE)) {
                return Optional.empty();
            }
            item.ifPresent(type -> client.option(43, 71, 4, type >> 8, type, 0, 0, 255));
            return replies(bootServer(client.has("10.0.1.111").request(), 4011)).stream()
                    .findFirst();
        };
    }

    static List<DhcpMessage> replies(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Reply.class::isInstance)
                .map(effect -> decoded(((Effect.Reply) effect).message()))
                .toList();
    }

    private static DhcpMessage decoded(DhcpMessage message) {
        return ((Decoded.Message) DhcpCodec.decode(DhcpCodec.encode(message))).message();
    }
}
