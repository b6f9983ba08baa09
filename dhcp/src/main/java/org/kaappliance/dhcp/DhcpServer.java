package org.kaappliance.dhcp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.engine.Arrival;
import org.kaappliance.dhcp.engine.BootServer;
import org.kaappliance.dhcp.engine.Destination;
import org.kaappliance.dhcp.engine.DhcpEngine;
import org.kaappliance.dhcp.engine.DhcpListener;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.kaappliance.dhcp.net.DatagramHandler;
import org.kaappliance.dhcp.net.DeviceSocket;
import org.kaappliance.dhcp.net.EffectRunner;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;

/**
 * The server on UDP 67 and the boot server on UDP 4011 of each interface. All run on one event loop with a
 * daemon thread of its own.
 */
public final class DhcpServer implements AutoCloseable {
    private final EventLoopGroup loop;
    private final List<Channel> channels = new ArrayList<>();

    private DhcpServer(String device) {
        loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("ka-dhcp-" + device, true), EpollIoHandler.newFactory());
    }

    /**
     * Opens the ports and answers.
     *
     * @param clock the wall clock, for leases
     * @throws IOException with a text that says what to do, when a port is taken or may not be opened
     */
    public static DhcpServer start(
            DhcpServerSettings settings,
            LeaseStore store,
            BootPolicy policy,
            DhcpListener listener,
            InstantSource clock)
            throws IOException {
        List<Lease> stored = store.load();
        DhcpServer server = new DhcpServer(settings.interfaces().get(0).name());
        try {
            server.open(settings, stored, policy, new EffectRunner(store, listener, clock), clock);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void open(
            DhcpServerSettings settings,
            List<Lease> stored,
            BootPolicy policy,
            EffectRunner runner,
            InstantSource clock)
            throws IOException {
        DhcpEngine engine = new DhcpEngine(settings, policy, stored);
        BootServer bootServer = new BootServer(settings, policy);
        boolean gives = settings.dhcp().mode() == DhcpSettings.Mode.SERVER
                || settings.dhcp().mode() == DhcpSettings.Mode.AUTO;
        for (InterfaceAddress iface : settings.interfaces()) {
            if (gives) {
                listen(iface, Destination.SERVER_PORT, runner, (m, arrival) -> engine.on(m, arrival, clock.instant()));
            }
            listen(iface, BootServer.PORT, runner, (m, arrival) -> bootServer.on(m, arrival, clock.instant()));
        }
    }

    private void listen(
            InterfaceAddress iface,
            int port,
            EffectRunner runner,
            BiFunction<DhcpMessage, Arrival, List<Effect>> answer)
            throws IOException {
        DatagramHandler handler = new DatagramHandler(iface, answer, runner);
        channels.add(DeviceSocket.open(loop, iface.name(), port, handler));
    }

    /** Stops answering and releases the ports; returns when that is done. Not on the event loop. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
