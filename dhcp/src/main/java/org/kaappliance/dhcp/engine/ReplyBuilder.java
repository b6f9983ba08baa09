package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.option.NameEnding;
import org.kaappliance.dhcp.option.OptionSet;
import org.kaappliance.dhcp.option.OptionSpace;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.PxeVendorOptions;

/** Writes replies: a pure function of the request and what was decided about it. */
public final class ReplyBuilder {
    private static final String PXE_CLIENT = "PXEClient";

    private final NameEnding ending;

    /** @param settings how options 66 and 67 end */
    ReplyBuilder(DhcpServerSettings settings) {
        this.ending = settings.nameEnding();
    }

    /** OFFER or ACK of an address. */
    DhcpMessage address(MessageType type, Turn turn, Inet4Address address, Duration leaseTime) {
        ClientRequest request = turn.request();
        Terms terms = turn.levels().at(Optional.of(address));
        Optional<String> bootFile = bootFile(turn, terms);
        DhcpOptions.Builder options = begin(type, turn.arrival())
                .seconds(OptionCode.LEASE_TIME, leaseTime)
                .seconds(OptionCode.RENEWAL_TIME, leaseTime.dividedBy(2))
                .seconds(OptionCode.REBINDING_TIME, leaseTime.multipliedBy(7).dividedBy(8));
        network(options, turn, terms);
        bootFile.ifPresent(file -> boot(request, bootServer(turn, terms), file, options));
        set(options, request, terms.options());
        Inet4Address ciaddr = type == MessageType.ACK ? request.ciaddr().orElse(none()) : none();
        return finish(request, ciaddr, address, boot(turn, terms, bootFile), options);
    }

    /** ACK of an INFORM: everything but an address (RFC 2131 section 4.3.5). */
    DhcpMessage inform(Turn turn) {
        Terms terms = turn.levels().at(turn.request().ciaddr());
        Optional<String> bootFile = bootFile(turn, terms);
        DhcpOptions.Builder options = begin(MessageType.ACK, turn.arrival());
        network(options, turn, terms);
        bootFile.ifPresent(file -> boot(turn.request(), bootServer(turn, terms), file, options));
        set(options, turn.request(), terms.options());
        options.remove(OptionCode.RENEWAL_TIME).remove(OptionCode.REBINDING_TIME);
        return finish(turn.request(), turn.request().message().ciaddr(), none(), boot(turn, terms, bootFile), options);
    }

    /** ACK of the boot server (PXE 2.1 section 2.2.5): the address field names the client, as dnsmasq does it. */
    DhcpMessage bootServer(ClientRequest request, Arrival arrival, String bootFile) {
        Inet4Address server = arrival.iface().address();
        DhcpOptions.Builder options = begin(MessageType.ACK, arrival);
        boot(request, server, bootFile, options);
        set(options, request, OptionSet.NONE);
        return finish(request, none(), request.message().ciaddr(), Optional.of(new Boot(server, bootFile)), options);
    }

    /**
     * Reply to BOOTP (RFC 951): the names stand in the header, the options are those of RFC 1497 and as many of the settings'
     * as 64 octets hold.
     */
    DhcpMessage bootp(Turn turn, Inet4Address address) {
        ClientRequest request = turn.request();
        Terms terms = turn.levels().at(Optional.of(address));
        DhcpOptions.Builder options = DhcpOptions.builder();
        network(options, turn, terms);
        set(options, request, terms.options());
        options.remove(OptionCode.RENEWAL_TIME).remove(OptionCode.REBINDING_TIME);
        options.copy(OptionCode.RELAY_AGENT, request.message().options());
        Optional<Boot> boot = boot(turn, terms, bootFile(turn, terms));
        return ReplySize.fitBootp(
                message(request.message(), none(), address, boot, options.build()), request.message());
    }

    /** @param reason for people who look at captures */
    DhcpMessage nak(Turn turn, String reason) {
        ClientRequest request = turn.request();
        DhcpOptions.Builder options = begin(MessageType.NAK, turn.arrival()).text(OptionCode.MESSAGE, reason);
        DhcpMessage nak = finish(request, none(), none(), Optional.empty(), options);
        // RFC 2131 section 4.3.2: the relay must not send it to an address that the client has not got
        return request.relay().isPresent() ? nak.withFlags(nak.flags() | DhcpMessage.BROADCAST_FLAG) : nak;
    }

    /** Where to boot from, for the header. */
    private record Boot(Inet4Address server, String file) {}

    private static Optional<String> bootFile(Turn turn, Terms terms) {
        return turn.boot()
                .file()
                .flatMap(decided -> terms.bootFile().isEmpty()
                        ? Optional.of(decided)
                        : terms.bootFile().filter(file -> !file.equals("none")));
    }

    private static Inet4Address bootServer(Turn turn, Terms terms) {
        return terms.bootServer().orElse(turn.server());
    }

    private static Optional<Boot> boot(Turn turn, Terms terms, Optional<String> bootFile) {
        return bootFile.map(file -> new Boot(bootServer(turn, terms), file));
    }

    private static DhcpOptions.Builder begin(MessageType type, Arrival arrival) {
        return DhcpOptions.builder()
                .octet(OptionCode.MESSAGE_TYPE, type.code())
                .addresses(OptionCode.SERVER_IDENTIFIER, List.of(arrival.iface().address()));
    }

    private static void network(DhcpOptions.Builder options, Turn turn, Terms terms) {
        Ipv4Subnet subnet = turn.subnet().subnet();
        options.addresses(OptionCode.SUBNET_MASK, List.of(subnet.netmask()));
        terms.router().ifPresent(router -> options.addresses(OptionCode.ROUTER, List.of(router)));
        if (!terms.dnsServers().isEmpty()) {
            options.addresses(OptionCode.DNS_SERVERS, terms.dnsServers());
        }
        turn.hostName().ifPresent(name -> options.text(OptionCode.HOST_NAME, name));
        terms.domainName().ifPresent(name -> options.text(OptionCode.DOMAIN_NAME, name));
        options.addresses(OptionCode.BROADCAST_ADDRESS, List.of(subnet.broadcast()));
    }

    /**
     * Boot file and server in every place where some firmware looks: siaddr, sname, file, and options 66 and 67 with a
     * NUL, which old ROMs need. Option 60 stands only together with 43.6 (else EDK2 takes the offer for BINL).
     */
    private static void boot(ClientRequest request, Inet4Address server, String file, DhcpOptions.Builder options) {
        options.text(OptionCode.VENDOR_CLASS, PXE_CLIENT);
        options.put(
                OptionCode.VENDOR_INFORMATION,
                PxeVendorOptions.answer(request.message().options()));
        options.text(OptionCode.TFTP_SERVER_NAME, server.getHostAddress() + "\0");
        options.text(OptionCode.BOOT_FILE_NAME, file + "\0");
        if (request.loader() == ClientRequest.Loader.IPXE) {
            // 175.176 = 1: iPXE does not wait 2 seconds for a ProxyDHCP offer (src/net/udp/dhcp.c)
            options.put(OptionCode.IPXE, new byte[] {(byte) 176, 1, 1});
        }
    }

    /** The settings' options take the place of ours. */
    private void set(DhcpOptions.Builder options, ClientRequest request, OptionSet set) {
        ending.apply(options);
        set.into(options, understood(request));
        if (!ReplySize.asks(request.message(), OptionCode.V6_ONLY_PREFERRED)) {
            options.remove(OptionCode.V6_ONLY_PREFERRED);
        }
    }

    private static Set<OptionSpace> understood(ClientRequest request) {
        Set<OptionSpace> spaces = EnumSet.noneOf(OptionSpace.class);
        if (request.architecture().isPresent()) {
            spaces.add(OptionSpace.PXE);
        }
        if (request.loader() == ClientRequest.Loader.IPXE) {
            spaces.add(OptionSpace.IPXE);
        }
        return spaces;
    }

    private static DhcpMessage finish(
            ClientRequest request,
            Inet4Address ciaddr,
            Inet4Address yiaddr,
            Optional<Boot> boot,
            DhcpOptions.Builder options) {
        DhcpOptions asked = request.message().options();
        options.copy(OptionCode.MACHINE_IDENTIFIER, asked);
        options.copy(OptionCode.CLIENT_IDENTIFIER, asked); // RFC 6842
        options.copy(OptionCode.RELAY_AGENT, asked); // RFC 3046 section 2.2: the last one
        return ReplySize.fit(message(request.message(), ciaddr, yiaddr, boot, options.build()), request.message());
    }

    private static DhcpMessage message(
            DhcpMessage request, Inet4Address ciaddr, Inet4Address yiaddr, Optional<Boot> boot, DhcpOptions options) {
        return new DhcpMessage(
                DhcpMessage.BOOTREPLY,
                DhcpMessage.ETHERNET,
                6,
                0,
                request.xid(),
                0,
                request.flags(),
                ciaddr,
                yiaddr,
                boot.map(Boot::server).orElse(none()),
                request.giaddr(),
                request.chaddr(),
                boot.map(b -> b.server().getHostAddress()).orElse(""),
                boot.map(Boot::file).orElse(""),
                options);
    }

    private static Inet4Address none() {
        return DhcpMessage.NO_ADDRESS;
    }
}
