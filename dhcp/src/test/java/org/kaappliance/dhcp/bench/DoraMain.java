package org.kaappliance.dhcp.bench;

import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.engine.Arrival;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.engine.DhcpEngine;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * How many leases a second one core gives, from octets to octets, without sockets and disk:
 * {@code DoraMain [CLIENTS [SECONDS]]}. What a client would send is made beforehand.
 */
public final class DoraMain {
    private static final int OFFSET_XID = 4;
    private static final Inet4Address SERVER = Served.ARRIVAL.iface().address();

    private DoraMain() {}

    public static void main(String[] args) {
        int clients = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        DhcpEngine engine = new DhcpEngine(
                Served.settings(Map.of(
                        "dhcp.subnets", "[{ subnet = 10.9.0.0/16, pools = [ \"10.9.0.2-10.9.255.254\" ] }]",
                        "dhcp.conflict-check", "0 seconds",
                        "dhcp.client-rate", "0")),
                Served.policy(UnknownMachines.BOOT),
                List.of());
        Arrival arrival =
                new Arrival(Served.ARRIVAL.iface(), new InetSocketAddress(Ipv4Subnet.address("10.9.0.1"), 67));
        for (int round = 0; round < 3; round++) {
            run(engine, arrival, clients, seconds);
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "%d leases, %d MiB of heap%n",
                engine.leases().size(), (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    private static void run(DhcpEngine engine, Arrival arrival, int clients, int seconds) {
        byte[][] discovers = new byte[clients][];
        byte[][] requests = new byte[clients][];
        for (int i = 0; i < clients; i++) {
            discovers[i] = DhcpCodec.encode(client(i).discover());
            requests[i] = DhcpCodec.encode(
                    client(i).asks("10.9.0.2").server(SERVER.getHostAddress()).request());
        }
        int at = indexOf(requests[0], OptionCode.REQUESTED_ADDRESS);
        long begin = cpuNanos();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long leases = 0;
        for (int i = 0; System.nanoTime() < end; i = (i + 1) % clients) {
            byte[] offer = answer(engine, arrival, discovers[i]);
            System.arraycopy(offer, 16, requests[i], at, 4);
            answer(engine, arrival, requests[i]);
            leases++;
        }
        System.out.printf("%.0f leases a second of processor time%n", leases * 1e9 / (cpuNanos() - begin));
    }

    /** Of this thread: what else runs on the machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Client client(int i) {
        return Client.of(new MacAddress(0x5254_0000_0000L + i).toString())
                .relay("10.9.0.1")
                .vendorClass("perfdhcp")
                .option(55, 1, 3, 6, 12, 15, 28, 51, 54);
    }

    private static int indexOf(byte[] message, int code) {
        int at = 240;
        while ((message[at] & 0xff) != code) {
            at += 2 + (message[at + 1] & 0xff);
        }
        return at + 2;
    }

    private static byte[] answer(DhcpEngine engine, Arrival arrival, byte[] octets) {
        octets[OFFSET_XID]++;
        DhcpMessage message = ((Decoded.Message) DhcpCodec.decode(octets)).message();
        List<Effect> effects = engine.on(message, arrival, Instant.now());
        Effect effect = effects.get(0);
        if (effect instanceof Effect.Save save) {
            effect = save.then().get(0);
        }
        if (effect instanceof Effect.Reply reply) {
            return DhcpCodec.encode(reply.message());
        }
        throw new AssertionError("not answered: " + effects);
    }
}
