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
import org.kaappliance.config.Settings.DhcpMode;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.engine.BootServer;
import org.kaappliance.dhcp.engine.Destination;
import org.kaappliance.dhcp.engine.DhcpEngine;
import org.kaappliance.dhcp.engine.DhcpListener;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.kaappliance.dhcp.net.DatagramHandler;
import org.kaappliance.dhcp.net.DeviceSocket;
import org.kaappliance.dhcp.net.EffectRunner;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/**
 * The server on UDP 67 and the boot server on UDP 4011 of one interface. Both run on one event loop with a daemon
 * thread of its own.
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
        DhcpServer server = new DhcpServer(settings.iface().name());
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
        String device = settings.iface().name();
        if (settings.mode() == DhcpMode.SERVER) {
            DhcpEngine engine = new DhcpEngine(settings, policy, stored);
            DatagramHandler handler =
                    new DatagramHandler((message, source) -> engine.on(message, clock.instant()), runner);
            channels.add(DeviceSocket.open(loop, device, Destination.SERVER_PORT, handler));
        }
        BootServer bootServer = new BootServer(settings, policy);
        DatagramHandler handler =
                new DatagramHandler((message, source) -> bootServer.on(message, source, clock.instant()), runner);
        channels.add(DeviceSocket.open(loop, device, BootServer.PORT, handler));
    }

    /** Stops answering and releases the ports; returns when that is done. Not on the event loop. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
