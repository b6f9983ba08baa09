package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/** Writes replies: a pure function of the request and what was decided about it. */
public final class ReplyBuilder {
    /** IP and UDP headers. */
    private static final int HEADERS = 28;

    private static final int SMALLEST_MAXIMUM = 576;
    /** EDK2 ignores larger ones (NetworkPkg, PXEBC_DHCP4_PACKET_MAX_SIZE). */
    private static final int LARGEST_MAXIMUM = 1472;
    /** Left out, in this order, when a reply would be larger than the client takes. */
    private static final List<Integer> DISPENSABLE = List.of(
            OptionCode.BROADCAST_ADDRESS,
            OptionCode.HOST_NAME,
            OptionCode.DOMAIN_NAME,
            OptionCode.TFTP_SERVER_NAME,
            OptionCode.REBINDING_TIME,
            OptionCode.RENEWAL_TIME,
            OptionCode.DNS_SERVERS,
            OptionCode.ROUTER);

    /** OFFER or ACK of an address. */
    DhcpMessage address(MessageType type, Turn turn, Inet4Address address, Duration leaseTime) {
        ClientRequest request = turn.request();
        Terms terms = turn.levels().at(Optional.of(address));
        Optional<BootFields> boot = BootFields.of(request, turn.bootAt(Optional.of(address)));
        DhcpOptions.Builder options = begin(type, turn.arrival())
                .seconds(OptionCode.LEASE_TIME, leaseTime)
                .seconds(OptionCode.RENEWAL_TIME, leaseTime.dividedBy(2))
                .seconds(OptionCode.REBINDING_TIME, leaseTime.multipliedBy(7).dividedBy(8));
        network(options, turn, terms);
        boot(request, boot, options);
        Inet4Address ciaddr = type == MessageType.ACK ? request.ciaddr().orElse(none()) : none();
        return finish(request, ciaddr, address, boot, options);
    }

    /** ACK of an INFORM: everything but an address (RFC 2131 section 4.3.5). */
    DhcpMessage inform(Turn turn) {
        ClientRequest request = turn.request();
        Terms terms = turn.levels().at(request.ciaddr());
        Optional<BootFields> boot = BootFields.of(request, turn.bootAt(request.ciaddr()));
        DhcpOptions.Builder options = begin(MessageType.ACK, turn.arrival());
        network(options, turn, terms);
        boot(request, boot, options);
        return finish(request, request.message().ciaddr(), none(), boot, options);
    }

    /**
     * Names the boot program and gives no address: a proxy's offer (yiaddr 0), and the answer of the boot server (PXE 2.1
     * section 2.2.5), whose yiaddr names the client, as dnsmasq does it.
     */
    static DhcpMessage bootOnly(
            MessageType type, ClientRequest request, Arrival arrival, Inet4Address yiaddr, Optional<BootFields> boot) {
        DhcpOptions.Builder options = begin(type, arrival);
        boot.ifPresent(fields -> fields.put(options));
        return finish(request, none(), yiaddr, boot, options);
    }

    /** @param reason for people who look at captures */
    DhcpMessage nak(Turn turn, String reason) {
        ClientRequest request = turn.request();
        DhcpOptions.Builder options = begin(MessageType.NAK, turn.arrival()).text(OptionCode.MESSAGE, reason);
        DhcpMessage nak = finish(request, none(), none(), Optional.empty(), options);
        // RFC 2131 section 4.3.2: the relay must not send it to an address that the client has not got
        return request.relay().isPresent() ? nak.withFlags(nak.flags() | DhcpMessage.BROADCAST_FLAG) : nak;
    }

    private static void boot(ClientRequest request, Optional<BootFields> boot, DhcpOptions.Builder options) {
        boot.ifPresent(fields -> fields.put(options));
        if (boot.isPresent() && request.isIpxe()) {
            BootFields.noProxy(options);
        }
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

    private static DhcpMessage finish(
            ClientRequest request,
            Inet4Address ciaddr,
            Inet4Address yiaddr,
            Optional<BootFields> boot,
            DhcpOptions.Builder options) {
        echo(request, OptionCode.MACHINE_IDENTIFIER, options);
        echo(request, OptionCode.CLIENT_IDENTIFIER, options); // RFC 6842
        echo(request, OptionCode.RELAY_AGENT, options); // RFC 3046 section 2.2: the last one
        return fit(message(request.message(), ciaddr, yiaddr, boot, options.build()), request);
    }

    private static void echo(ClientRequest request, int code, DhcpOptions.Builder options) {
        request.message().options().bytes(code).ifPresent(value -> options.put(code, value));
    }

    private static DhcpMessage message(
            DhcpMessage request,
            Inet4Address ciaddr,
            Inet4Address yiaddr,
            Optional<BootFields> boot,
            DhcpOptions options) {
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
                boot.map(BootFields::server).orElse(none()),
                request.giaddr(),
                request.chaddr(),
                boot.map(b -> b.server().getHostAddress()).orElse(""),
                boot.map(BootFields::file).orElse(""),
                options);
    }

    private static DhcpMessage fit(DhcpMessage reply, ClientRequest request) {
        int asked = request.message()
                .options()
                .number(OptionCode.MAX_MESSAGE_SIZE, 2)
                .map(Long::intValue)
                .orElse(SMALLEST_MAXIMUM);
        int limit = Math.max(SMALLEST_MAXIMUM, Math.min(asked, LARGEST_MAXIMUM)) - HEADERS;
        DhcpMessage fitted = reply;
        for (int code : DISPENSABLE) {
            if (DhcpCodec.encodedLength(fitted) <= limit) {
                break;
            }
            fitted = fitted.withOptions(fitted.options().without(code));
        }
        return fitted;
    }

    private static Inet4Address none() {
        return DhcpMessage.NO_ADDRESS;
    }
}
