package org.kaappliance.dhcp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.engine.Admission;
import org.kaappliance.dhcp.engine.BootServer;
import org.kaappliance.dhcp.engine.DhcpCounters;
import org.kaappliance.dhcp.engine.DhcpEngine;
import org.kaappliance.dhcp.engine.DhcpListener;
import org.kaappliance.dhcp.engine.ProxyEngine;
import org.kaappliance.dhcp.engine.SegmentAnswers;
import org.kaappliance.dhcp.engine.SegmentProbe;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.kaappliance.dhcp.net.EffectRunner;
import org.kaappliance.dhcp.net.InterfacePorts;
import org.kaappliance.dhcp.net.PingProber;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/**
 * The server or proxy on UDP 67 and the boot server on UDP 4011 of each interface. All run on one event loop with a daemon
 * thread of its own.
 */
public final class DhcpServer implements AutoCloseable {
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("ka-dhcp", true), EpollIoHandler.newFactory());
    private final List<InterfacePorts> interfaces = new ArrayList<>();
    private final PingProber conflicts = new PingProber();
    private DhcpCounters counters = new DhcpCounters();

    private DhcpEngine engine;

    private DhcpServer() {}

    /**
     * Opens the ports and answers. In mode {@code auto} nothing is answered on port 67 until it is clear who else is there, a
     * few seconds.
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
        DhcpServer server = new DhcpServer();
        try {
            Admission admission = new Admission(settings, policy::knows);
            DhcpEngine engine = new DhcpEngine(settings, policy, stored, admission);
            EffectRunner runner = new EffectRunner(
                    store,
                    listener,
                    clock,
                    server.conflicts,
                    (probe, outcome) -> engine.onProbed(probe, outcome, clock.instant()));
            server.engine = engine;
            server.counters = runner.counters();
            SegmentAnswers answers =
                    new SegmentAnswers(settings, engine, new ProxyEngine(settings, policy, admission)::on);
            server.open(settings, answers, new BootServer(settings, policy, admission), runner, clock);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void open(
            DhcpServerSettings settings,
            SegmentAnswers answers,
            BootServer bootServer,
            EffectRunner runner,
            InstantSource clock)
            throws IOException {
        for (InterfaceAddress iface : settings.interfaces()) {
            InterfacePorts ports = new InterfacePorts(loop, settings, iface, runner, clock);
            interfaces.add(ports);
            if (settings.dhcp().mode() != DhcpSettings.Mode.OFF) {
                ports.openServer(answers);
            }
            ports.openBootServer(bootServer, settings.dhcp().pxeMenu().multicastGroup());
        }
    }

    /** Who gives the addresses, by the interface's name; without those of mode {@code off}. On any thread. */
    public Map<String, SegmentProbe.Role> roles() {
        Map<String, SegmentProbe.Role> roles = new LinkedHashMap<>();
        interfaces.forEach(
                ports -> ports.role().ifPresent(role -> roles.put(ports.iface().name(), role)));
        return roles;
    }

    /**
     * Everything that is known about addresses, in no order; what has just been given may not be durable yet. Not on the
     * event loop: waits for it.
     *
     * @throws IllegalStateException when the server is closed
     */
    public List<Lease> leases() {
        try {
            return loop.submit(engine::leases).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | RejectedExecutionException e) {
            throw new IllegalStateException("the DHCP server is closed", e);
        }
    }

    /** What came, left and was ignored since the start. On any thread. */
    public DhcpCounters.Snapshot counters() {
        return counters.snapshot();
    }

    /** Stops answering and releases the ports; returns when that is done. Not on the event loop. */
    @Override
    public void close() {
        interfaces.forEach(InterfacePorts::close);
        conflicts.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
