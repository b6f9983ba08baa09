package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * Finds out who gives the addresses of one segment, and keeps looking. Rounds of {@link #TRIES} DHCPDISCOVERs are sent; no
 * REQUEST follows, so no address is taken. Without socket and clock: time passes by {@link #tick}. Confined to one thread.
 */
public final class SegmentProbe {
    static final int TRIES = 3;
    static final Duration TRY_GAP = Duration.ofSeconds(1);
    /** dnsmasq pings an address for 3 seconds before its first offer of it (PING_WAIT). */
    static final Duration LAST_WAIT = Duration.ofMillis(2500);
    /** A switch port with spanning tree may keep the other server from being heard that long after the link comes up. */
    static final Duration FIRST_REST = Duration.ofSeconds(30);

    static final Duration REST = Duration.ofMinutes(3);
    /** So many rounds in a row without an answer make a server gone. */
    static final int SILENT_ROUNDS = 3;

    /** What a question of an appliance calls itself in option 60. */
    static final String VENDOR_CLASS = "ka-appliance";
    /** So often the first round begins again for what anybody could have made up. */
    static final int MOST_PATIENCE = 2 * TRIES;

    private static final int MOST_NAMED = 16;
    /** A rest is longer by up to this part: two appliances must not go on asking at the same moment. */
    private static final int JITTER_PART = 4;

    private final DhcpSettings.Mode mode;
    private final InterfaceAddress iface;
    private final MacAddress mac;
    private final IntSupplier xids;
    private final Set<Inet4Address> own;
    private final Set<Inet4Address> named = new HashSet<>();
    private Role role;
    private int tries;
    private int xid;
    private int silentRounds;
    private int patience = MOST_PATIENCE;
    private boolean heard;
    private boolean rested;
    private boolean steppedBack;
    private boolean missed;
    private boolean doubted;
    private boolean hurried;

    /** Who gives the addresses. */
    public enum Role {
        /** Not known yet. */
        ASKING,
        /** We do. */
        SERVER,
        /** Somebody else; we name the boot program beside it. */
        PROXY
    }

    /** @param next until {@link #tick} is due again */
    public record Tick(List<ProbeStep> steps, Duration next) {}

    /**
     * @param mode not {@code OFF}
     * @param mac the interface's
     * @param xids random numbers
     * @param own all addresses of the appliance
     */
    public SegmentProbe(
            DhcpSettings.Mode mode, InterfaceAddress iface, MacAddress mac, IntSupplier xids, Set<Inet4Address> own) {
        this.mode = mode;
        this.iface = iface;
        this.mac = mac;
        this.xids = xids;
        this.own = Set.copyOf(own);
        this.role = switch (mode) {
            case AUTO -> Role.ASKING;
            case SERVER -> Role.SERVER;
            case PROXY -> Role.PROXY;
            case OFF -> throw new IllegalArgumentException("nobody asks in mode off");
        };
    }

    public Role role() {
        return role;
    }

    /** True for what we sent ourselves: the kernel hands a broadcast to the host's own sockets, too. */
    public boolean isOwn(DhcpMessage message) {
        return message.op() == DhcpMessage.BOOTREQUEST
                && message.xid() == xid
                && message.chaddr().equals(mac);
    }

    /** What is due now. */
    public Tick tick() {
        if (tries < TRIES && !heard) {
            tries++;
            xid = xids.getAsInt();
            return new Tick(List.of(ask()), tries < TRIES ? TRY_GAP : LAST_WAIT);
        }
        List<ProbeStep> steps = new ArrayList<>(List.of(new ProbeStep.Rest()));
        silentRounds = heard ? 0 : silentRounds + 1;
        if (!heard) {
            silence(steps);
        }
        Duration rest = rested ? REST : FIRST_REST;
        rested = true;
        heard = false;
        doubted = hurried;
        hurried = false;
        tries = 0;
        return new Tick(steps, rest.plusMillis(Math.floorMod(xids.getAsInt(), rest.toMillis() / JITTER_PART)));
    }

    private ProbeStep ask() {
        DhcpOptions options = DhcpOptions.builder()
                .octet(OptionCode.MESSAGE_TYPE, MessageType.DISCOVER.code())
                .text(OptionCode.VENDOR_CLASS, VENDOR_CLASS)
                .build();
        return new ProbeStep.Ask(
                discover(DhcpMessage.BROADCAST_FLAG, DhcpMessage.NO_ADDRESS, options),
                discover(0, iface.address(), options));
    }

    private DhcpMessage discover(int flags, Inet4Address giaddr, DhcpOptions options) {
        Inet4Address none = DhcpMessage.NO_ADDRESS;
        return new DhcpMessage(
                DhcpMessage.BOOTREQUEST,
                DhcpMessage.ETHERNET,
                6,
                giaddr.equals(none) ? 0 : 1,
                xid,
                0,
                flags,
                none,
                none,
                none,
                giaddr,
                mac,
                "",
                "",
                options);
    }

    private void silence(List<ProbeStep> steps) {
        if (role == Role.ASKING) {
            role = Role.SERVER;
            steps.add(new ProbeStep.Note(
                    "no other DHCP server answers on " + iface.name() + ": this one gives addresses"));
        } else if (steppedBack && silentRounds >= SILENT_ROUNDS) {
            role = Role.SERVER;
            steppedBack = false;
            named.clear();
            steps.add(new ProbeStep.Warn(
                    "the other DHCP server on " + iface.name() + " is gone: this one gives addresses again"));
        } else if (role == Role.PROXY
                && !steppedBack
                && !missed
                && (mode == DhcpSettings.Mode.PROXY && !rested || silentRounds >= SILENT_ROUNDS)) {
            missed = true;
            steps.add(new ProbeStep.Warn("no DHCP server answers on " + iface.name()
                    + ": machines get no address there; start it, or set dhcp.mode = server"));
        }
    }

    /** Takes a reply that was heard on port 67 or 68, by whomever it was asked for. */
    public List<ProbeStep> hear(DhcpMessage reply, Inet4Address source) {
        Inet4Address server =
                reply.options().address(OptionCode.SERVER_IDENTIFIER).orElse(source);
        if (!isFromAddressServer(reply) || own.contains(server)) {
            return List.of();
        }
        heard = true;
        List<ProbeStep> steps = new ArrayList<>();
        if (missed) {
            missed = false;
            steps.add(new ProbeStep.Note(at(server) + " is there"));
        }
        if (role == Role.ASKING) {
            role = Role.PROXY;
            named.add(server);
            steps.add(new ProbeStep.Note(at(server) + " gives the addresses: this one only says what to boot"));
        } else if (role == Role.SERVER && mode == DhcpSettings.Mode.AUTO) {
            role = Role.PROXY;
            steppedBack = true;
            name(server);
            steps.add(new ProbeStep.Warn(
                    at(server) + " is a second DHCP server: this one stops giving new addresses as long"
                            + " as it is there; stop it, or set dhcp.mode to server or proxy"));
        } else if (role == Role.SERVER && name(server)) {
            steps.add(new ProbeStep.Warn(at(server) + " is a second DHCP server; both give addresses, because"
                    + " dhcp.mode = server: stop one of them"));
        } else if (role == Role.PROXY && !named.isEmpty() && name(server)) {
            steps.add(new ProbeStep.Warn(at(server) + " is one more DHCP server on that segment"));
        } else if (role == Role.PROXY) {
            name(server);
        }
        return steps;
    }

    /** An offer without an address is a boot server's, beside which we may stand. */
    private static boolean isFromAddressServer(DhcpMessage reply) {
        Optional<MessageType> type = reply.type();
        boolean gives = type.equals(Optional.of(MessageType.OFFER)) || type.equals(Optional.of(MessageType.ACK));
        return reply.op() == DhcpMessage.BOOTREPLY
                && (type.equals(Optional.of(MessageType.NAK))
                        || gives && !reply.yiaddr().equals(DhcpMessage.NO_ADDRESS));
    }

    /**
     * Looks at a request of a client. One that takes the offer of somebody else is no proof, because anybody can send one,
     * but a reason to ask at once, or to ask for longer. So is another appliance that asks at the same time: the one with the
     * lower hardware address is done first, and answers the other.
     */
    public List<ProbeStep> see(DhcpMessage request) {
        if (role == Role.ASKING && patience > 0 && (isForeign(request) || goesFirst(request))) {
            patience--;
            tries = 0;
            return List.of();
        }
        boolean foreign = isForeign(request);
        if (foreign && role == Role.PROXY) {
            heard = true; // one that answers the machines it knows, and not us
        }
        if (!foreign || role != Role.SERVER || doubted) {
            return List.of();
        }
        Inet4Address server =
                request.options().address(OptionCode.SERVER_IDENTIFIER).orElseThrow();
        doubted = true;
        List<ProbeStep> steps = new ArrayList<>();
        if (name(server)) {
            steps.add(new ProbeStep.Warn(
                    request.chaddr() + " takes an address of " + at(server) + ", which is not this DHCP server"));
        }
        if (tries == 0) {
            hurried = true;
            steps.add(new ProbeStep.Hurry());
        }
        return steps;
    }

    private boolean isForeign(DhcpMessage request) {
        Optional<Inet4Address> server = request.options().address(OptionCode.SERVER_IDENTIFIER);
        return request.type().equals(Optional.of(MessageType.REQUEST))
                && server.isPresent()
                && !own.contains(server.get())
                && request.giaddr().equals(DhcpMessage.NO_ADDRESS);
    }

    private boolean goesFirst(DhcpMessage request) {
        return request.type().equals(Optional.of(MessageType.DISCOVER))
                && request.options().text(OptionCode.VENDOR_CLASS).equals(Optional.of(VENDOR_CLASS))
                && request.chaddr().compareTo(mac) < 0;
    }

    private boolean name(Inet4Address server) {
        return named.size() < MOST_NAMED && named.add(server);
    }

    private String at(Inet4Address server) {
        return server.getHostAddress() + " on " + iface.name();
    }
}
