package org.kaappliance.dhcp.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.engine.Arrival;
import org.kaappliance.dhcp.engine.BootServer;
import org.kaappliance.dhcp.engine.Destination;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.engine.IgnoreReason;
import org.kaappliance.dhcp.engine.SegmentAnswers;
import org.kaappliance.dhcp.engine.SegmentProbe;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;

/**
 * All sockets of one interface. Everything that leaves, leaves from the interface's address (that of the settings, when it
 * has several): answers to broadcasts by the socket of that address, not by the one that heard them.
 */
public final class InterfacePorts {
    private final EventLoopGroup group;
    private final DhcpServerSettings settings;
    private final InterfaceAddress iface;
    private final EffectRunner runner;
    private final InstantSource clock;
    private final List<Channel> channels = new ArrayList<>();
    private Optional<SegmentWatch> watch = Optional.empty();

    public InterfacePorts(
            EventLoopGroup group,
            DhcpServerSettings settings,
            InterfaceAddress iface,
            EffectRunner runner,
            InstantSource clock) {
        this.group = group;
        this.settings = settings;
        this.iface = iface;
        this.runner = runner;
        this.clock = clock;
    }

    /**
     * Opens port 67 and begins to ask who else is there. Not on the event loop; nor are the other methods.
     *
     * @throws IOException with one line that says what to do
     */
    public void openServer(SegmentAnswers answers) throws IOException {
        SocketPlace everything = SocketPlace.alone(iface.name(), SocketPlace.ANY, Destination.SERVER_PORT);
        SocketPlace own = SocketPlace.shared(iface.name(), iface.address(), Destination.SERVER_PORT);
        Server server = new Server(answers);
        DatagramHandler hearing = new DatagramHandler(iface, server::on, runner);
        Channel listener = opened(DeviceSocket.open(group, everything, hearing));
        listener.config().setOption(ChannelOption.SO_REUSEADDR, true); // only for the next line: both are ours
        Channel speaker = opened(DeviceSocket.open(group, own, new DatagramHandler(iface, server::on, runner)));
        listener.config().setOption(ChannelOption.SO_REUSEADDR, false);
        speaker.config().setOption(ChannelOption.SO_REUSEADDR, false);
        SegmentWatch segment = new SegmentWatch(probe(), iface.name(), group, speaker, runner);
        watch = Optional.of(segment);
        speaker.attr(EffectRunner.GIVES_ADDRESSES).set(() -> segment.role() == SegmentProbe.Role.SERVER);
        speaker.eventLoop().execute(() -> {
            hearing.speakingBy(speaker);
            server.watch = segment;
            segment.tick();
        });
    }

    /** Until the watch is there, which is at once, nothing is answered. Confined to the event loop. */
    private final class Server {
        private final SegmentAnswers answers;
        private SegmentWatch watch;

        private Server(SegmentAnswers answers) {
            this.answers = answers;
        }

        private List<Effect> on(DhcpMessage message, Arrival arrival) {
            if (watch == null || watch.takes(message, arrival.source())) {
                return Effect.ignore(IgnoreReason.NOT_A_REQUEST, "from a DHCP server");
            }
            return answers.on(watch.role(), message, arrival, clock.instant());
        }
    }

    private SegmentProbe probe() throws IOException {
        Set<Inet4Address> own = settings.interfaces().stream()
                .map(InterfaceAddress::address)
                .collect(Collectors.toCollection(HashSet::new));
        DhcpSettings.Mode mode = settings.dhcp().mode();
        return new SegmentProbe(mode, iface, hardwareAddress(), ThreadLocalRandom.current()::nextInt, own);
    }

    /** A device without one (a tunnel) asks as a machine that nobody has. */
    private MacAddress hardwareAddress() throws IOException {
        byte[] octets = device().getHardwareAddress();
        return octets == null || octets.length != 6 ? new MacAddress(0x02_00_00_00_00_01L) : MacAddress.ofBytes(octets);
    }

    private NetworkInterface device() throws IOException {
        NetworkInterface device = NetworkInterface.getByName(iface.name());
        if (device == null) {
            throw new IOException("there is no interface " + iface.name() + " (ip link lists them)");
        }
        return device;
    }

    /** Opens port 4011, and hears the group there when there is one. */
    public void openBootServer(BootServer server, Optional<Inet4Address> multicastGroup) throws IOException {
        SocketPlace own = SocketPlace.alone(iface.name(), iface.address(), BootServer.PORT);
        Channel speaker = opened(DeviceSocket.open(group, own, handler(server::on)));
        if (multicastGroup.isPresent()) {
            SocketPlace shared = SocketPlace.alone(iface.name(), multicastGroup.get(), BootServer.PORT);
            Channel ear = opened(
                    DeviceSocket.open(group, shared, handler(server::onGroup).speakingBy(speaker)));
            join((EpollDatagramChannel) ear, multicastGroup.get());
        }
    }

    private DatagramHandler handler(SegmentAnswers.Answers answers) {
        return new DatagramHandler(iface, (m, arrival) -> answers.on(m, arrival, clock.instant()), runner);
    }

    private void join(EpollDatagramChannel ear, Inet4Address multicastGroup) throws IOException {
        InetSocketAddress group4011 = new InetSocketAddress(multicastGroup, BootServer.PORT);
        if (!ear.joinGroup(group4011, device()).awaitUninterruptibly().isSuccess()) {
            throw new IOException("the multicast group " + multicastGroup.getHostAddress() + " cannot be joined on "
                    + iface.name() + ": set dhcp.pxe-menu.multicast-group = none");
        }
    }

    private Channel opened(Channel channel) {
        channels.add(channel);
        return channel;
    }

    public InterfaceAddress iface() {
        return iface;
    }

    /** Who gives the addresses; empty where port 67 is not ours. On any thread. */
    public Optional<SegmentProbe.Role> role() {
        return watch.map(SegmentWatch::role);
    }

    /** Releases the ports; returns when that is done. */
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
