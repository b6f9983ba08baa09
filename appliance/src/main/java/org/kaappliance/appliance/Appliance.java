package org.kaappliance.appliance;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.kaappliance.appliance.boot.BootPrograms;
import org.kaappliance.appliance.boot.ClientMachines;
import org.kaappliance.appliance.boot.DhcpObserver;
import org.kaappliance.appliance.boot.DiskPrograms;
import org.kaappliance.appliance.boot.FirmwarePrograms;
import org.kaappliance.appliance.boot.HttpObserver;
import org.kaappliance.appliance.boot.MenuRoute;
import org.kaappliance.appliance.boot.MenuWhereabouts;
import org.kaappliance.appliance.boot.Menus;
import org.kaappliance.appliance.boot.ModuleDirectoryRoute;
import org.kaappliance.appliance.boot.NamedBootFile;
import org.kaappliance.appliance.boot.ServedBootFiles;
import org.kaappliance.appliance.boot.TftpObserver;
import org.kaappliance.appliance.boot.Transfers;
import org.kaappliance.appliance.control.ControlServer;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.fleet.NodeSelection;
import org.kaappliance.appliance.http.HttpFileListener;
import org.kaappliance.appliance.http.HttpFileServer;
import org.kaappliance.appliance.http.HttpServerSettings;
import org.kaappliance.appliance.job.ConsoleRing;
import org.kaappliance.appliance.job.JobBoard;
import org.kaappliance.appliance.job.OwnPlanner;
import org.kaappliance.appliance.job.SessionTerms;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.appliance.store.StoredLeases;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.clientkit.console.ConsoleServer;
import org.kaappliance.clientkit.report.ReportServer;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.dhcp.DhcpServer;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.pxemenu.MenuPolicy;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.tftp.ContentRoute;
import org.kaappliance.tftp.FixedFileRoute;
import org.kaappliance.tftp.RootDirectoryRoute;
import org.kaappliance.tftp.TftpServer;
import org.kaappliance.tftp.TftpServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running appliance. Its parts are started in order, what answers machines last, and stopped in reverse; a part that
 * cannot start stops those before it.
 */
public final class Appliance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

    /** ROM, boot program and iPXE each ask DHCP for themselves: one boot as long as they do so within this time. */
    private static final Duration BOOT_WINDOW = NodeLifeSettings.DEFAULT.bootWindow();

    private final Settings settings;
    private final NetworkPlan network;
    private final DhcpServerSettings dhcp;
    private final Deque<Part> running = new ArrayDeque<>();
    private volatile OptionalInt httpPort = OptionalInt.empty();

    private record Part(String name, AutoCloseable part) {}

    private Appliance(Settings settings, NetworkPlan network, DhcpServerSettings dhcp) {
        this.settings = settings;
        this.network = network;
        this.dhcp = dhcp;
    }

    /**
     * Starts everything, or nothing.
     *
     * @throws IOException one line that says what to do: no root, a port that is taken, a missing boot program
     * @throws SettingsException when the settings name something that does not exist, a DHCP option for instance
     */
    public static Appliance start(Settings settings, NetworkPlan network) throws IOException, SettingsException {
        Appliance appliance = new Appliance(settings, network, DhcpServerSettings.of(settings, network));
        try {
            appliance.startParts();
            return appliance;
        } catch (Throwable e) { // an Error too (a native library that cannot be loaded): no thread may stay behind
            appliance.close();
            throw e;
        }
    }

    private void startParts() throws IOException {
        if (!Privileges.mayBindLowPorts()) {
            throw new IOException("the ports of DHCP and TFTP need root: run this as root");
        }
        FirmwarePrograms programs = programs();
        Inet4Address address = network.iface().address();
        StateStore store =
                started("state store", StateStore.open(settings.state().directory()));
        Fleet fleet = fleet(store);
        StoredLeases leases = started("leases", StoredLeases.open(store));
        StoredJobs storedJobs = new StoredJobs(store);
        MenuPolicy menus = new MenuPolicy(
                Menus.settings(settings, address), job -> storedJobs.key(job).map(SessionKey::hex));
        DhcpObserver dhcpObserver = new DhcpObserver(fleet, Menus.filesOfOwnEntries(settings.menu()));

        dhcpObserver.remember(leases.load(), Instant.now());
        ClientMachines machines = new ClientMachines(dhcpObserver, Clock.systemUTC());
        MenuWhereabouts whereabouts = new MenuWhereabouts(network, dhcpObserver, machines, () -> httpPort);
        List<ContentRoute> routes =
                routes(new MenuRoute(fleet, menus, Menus.text(settings.menu().templates()), whereabouts), programs);
        Transfers transfers = new Transfers(fleet, machines, Clock.systemUTC());
        transfers.onCompleted(dhcpObserver::fetched);
        TftpObserver tftpObserver = new TftpObserver(transfers, Clock.systemUTC());
        for (InterfaceAddress iface : network.interfaces()) {
            started("TFTP on " + iface.name(), TftpServer.start(tftpSettings(iface), routes, tftpObserver));
        }
        if (settings.http().port() != 0) {
            startHttp(routes, new HttpObserver(transfers));
        }
        RelayServer relay = started("relay", RelayServer.open(address, relayPorts()));
        NodeSelection selection = selection();
        JobBoard jobs = new JobBoard(
                storedJobs,
                fleet,
                relay,
                SessionTerms.of(settings),
                selection,
                settings.kit().directory(),
                Clock.systemUTC());
        jobs.planWith(OwnPlanner.of(settings));
        jobs.resume();
        started("jobs", jobs);
        InetSocketAddress reportAddress =
                new InetSocketAddress(address, settings.report().port());
        jobs.desk().staysFor(settings.stage1().stay());
        ConsoleServer consoles = started("consoles", ConsoleServer.start(new ConsoleRing(fleet, storedJobs, jobs)));
        ReportServer reports = started("report channel", ReportServer.open(reportAddress, jobs.desk(), consoles::take));
        jobs.dismissThrough(reports::dismiss);
        DhcpServer dhcpServer = started("DHCP", startDhcp(leases, bootPolicy(fleet, programs), dhcpObserver));
        NodeRows rows = new NodeRows(fleet, menus, dhcpObserver, transfers, jobs::snapshots, consoles::isThere);
        NodeCommands nodeCommands = new NodeCommands(fleet, selection, jobs, rows);
        Commands commands = new Commands(
                nodeCommands,
                jobs,
                new DhcpCommands(fleet, dhcpServer, Clock.systemUTC()),
                new ConsoleCommands(
                        nodeCommands, consoles, fleet, settings.stage1().exec()));
        started("control socket", ControlServer.open(settings.control().socket(), commands));
        LOG.info("serving {}, subnet {}, pool {}", network.iface(), network.subnet(), network.poolText());
        network.interfaces().stream()
                .skip(1)
                .forEach(iface -> LOG.info("serving {}: addresses, boot programs and menus, no cloning", iface));
    }

    /** Everything that is served over HTTP can be had by TFTP, so a port that nobody asked for by name is no reason to stop. */
    private void startHttp(List<ContentRoute> routes, HttpFileListener listener) throws IOException {
        try {
            started("HTTP", HttpFileServer.start(httpSettings(), routes, listener));
            httpPort = OptionalInt.of(settings.http().port());
        } catch (IOException e) {
            if (settings.http().insist()) {
                throw e;
            }
            LOG.warn("no files over HTTP, all by TFTP: {}", e.getMessage());
        }
    }

    /** Firmware is told of HTTP only when it is served. */
    private DhcpServer startDhcp(StoredLeases leases, BootPolicy policy, DhcpObserver observer) throws IOException {
        return DhcpServer.start(dhcp.servingHttpOn(httpPort), leases, policy, observer, Clock.systemUTC());
    }

    private <T extends AutoCloseable> T started(String name, T part) {
        running.push(new Part(name, part));
        return part;
    }

    private Fleet fleet(StateStore store) {
        NodeLifeSettings patience =
                new NodeLifeSettings(settings.menu().maxBoots(), settings.menu().maxFailures(), BOOT_WINDOW);
        Fleet fleet = new Fleet(new StoredNodes(store), new NodeLife(patience), Clock.systemUTC());
        for (Settings.Machine machine : settings.machines()) {
            // its other cards share the address, but a machine is cloned by one of them
            fleet.applyNow(machine.macs().get(0), new NodeEvent.Registered(machine.name()));
        }
        return fleet;
    }

    private NodeSelection selection() throws IOException {
        try {
            return new NodeSelection(settings.groups());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What the settings say; a machine that was made known by {@code clone} or {@code nodes add} counts as known, too. */
    private BootPolicy bootPolicy(Fleet fleet, FirmwarePrograms programs) {
        BootPolicy policy =
                BootPolicy.of(programs.table(settings), settings.dhcp().unknownMachines());
        return new BootPolicy() {
            @Override
            public BootDecision decide(BootRequest request) {
                return policy.decide(
                        request.knownName().isEmpty() && knows(request.mac())
                                ? request.knownAs(request.mac().toString())
                                : request);
            }

            @Override
            public boolean knows(MacAddress mac) {
                return fleet.isKnown(mac);
            }
        };
    }

    /** @throws IOException when nothing could boot, or the program that is named for BIOS machines is not there */
    private FirmwarePrograms programs() throws IOException {
        FirmwarePrograms programs = FirmwarePrograms.of(settings, own(), BootPrograms.of(settings));
        if (programs.fatal().isPresent()) {
            throw new IOException(programs.fatal().get());
        }
        programs.log(LOG, settings.dhcp().mode());
        return programs;
    }

    private List<Inet4Address> own() {
        return network.interfaces().stream().map(InterfaceAddress::address).toList();
    }

    private List<ContentRoute> routes(MenuRoute menus, FirmwarePrograms programs) {
        Path kit = settings.kit().directory();
        List<ContentRoute> routes = new ArrayList<>();
        routes.add(menus);
        BootPrograms.Found found =
                ServedBootFiles.of(programs, NamedBootFile.of(settings, own()), BootPrograms.of(settings), LOG);
        routes.add(new FixedFileRoute(found.files()));
        routes.add(new ModuleDirectoryRoute(found.modules()));
        routes.add(DiskPrograms.make(Path.of("/"), LOG));
        routes.add(new FixedFileRoute(
                Map.of("kit/vmlinuz", kit.resolve("vmlinuz"), "kit/stage1.img", kit.resolve("stage1.img"))));
        settings.tftp().root().ifPresent(root -> routes.add(new RootDirectoryRoute(root)));
        return routes;
    }

    private TftpServerSettings tftpSettings(InterfaceAddress iface) {
        return TftpServerSettings.of(iface.name(), iface.address(), settings.tftp());
    }

    private HttpServerSettings httpSettings() {
        return new HttpServerSettings(own(), settings.http().port());
    }

    private RelayPorts relayPorts() {
        Settings.Relay relay = settings.relay();
        return new RelayPorts(
                relay.discoveryPort(),
                relay.replyPort(),
                relay.controlPort(),
                relay.dataPort(),
                relay.multicastGroup());
    }

    /** Stops the parts in reverse. Each is given its chance, whatever the others do. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            Part part = running.pop();
            try {
                part.part().close();
            } catch (Exception e) {
                LOG.warn("stopping the {}: {}", part.name(), e.getMessage());
            }
        }
    }
}
