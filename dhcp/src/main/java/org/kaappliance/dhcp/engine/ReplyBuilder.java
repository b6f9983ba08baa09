package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.dhcp.option.NameEnding;
import org.kaappliance.dhcp.option.OptionSet;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.MessageType;
import org.kaappliance.dhcp.wire.OptionCode;

/** Writes replies: a pure function of the request and what was decided about it. */
public final class ReplyBuilder {

    private final NameEnding ending;

    /** @param settings how options 66 and 67 end */
    ReplyBuilder(DhcpServerSettings settings) {
        this.ending = settings.nameEnding();
    }

    /** OFFER or ACK of an address. */
    DhcpMessage address(MessageType type, Turn turn, Inet4Address address, Duration leaseTime) {
        ClientRequest request = turn.request();
        Terms terms = turn.levels().at(Optional.of(address));
        Optional<BootFields> boot = BootFields.of(request, turn.bootAt(Optional.of(address)));
        DhcpOptions.Builder options = begin(type, turn.serverIdentifier())
                .seconds(OptionCode.LEASE_TIME, leaseTime)
                .seconds(OptionCode.RENEWAL_TIME, leaseTime.dividedBy(2))
                .seconds(OptionCode.REBINDING_TIME, leaseTime.multipliedBy(7).dividedBy(8));
        network(options, turn, terms);
        boot(request, boot, options);
        set(options, request, terms.options(), boot);
        Inet4Address ciaddr = type == MessageType.ACK ? request.ciaddr().orElse(none()) : none();
        return finish(request, ciaddr, address, boot, options);
    }

    /** ACK of an INFORM: everything but an address (RFC 2131 section 4.3.5). */
    DhcpMessage inform(Turn turn) {
        ClientRequest request = turn.request();
        Terms terms = turn.levels().at(request.ciaddr());
        Optional<BootFields> boot = BootFields.of(request, turn.bootAt(request.ciaddr()));
        DhcpOptions.Builder options = begin(MessageType.ACK, turn.serverIdentifier());
        network(options, turn, terms);
        boot(request, boot, options);
        set(options, request, terms.options(), boot);
        options.remove(OptionCode.RENEWAL_TIME).remove(OptionCode.REBINDING_TIME);
        return finish(request, request.message().ciaddr(), none(), boot, options);
    }

    /**
     * Names the boot program and gives no address: a proxy's offer (yiaddr 0), and the answer of the boot server (PXE 2.1
     * section 2.2.5), whose yiaddr names the client, as dnsmasq does it.
     */
    DhcpMessage bootOnly(
            MessageType type, Guest guest, Arrival arrival, Inet4Address yiaddr, BootFields boot, OptionSet set) {
        DhcpOptions.Builder options = begin(type, arrival.iface().address());
        boot.put(options);
        set(options, guest.request(), set, Optional.of(boot));
        return finish(guest.request(), none(), yiaddr, Optional.of(boot), options);
    }

    /**
     * Reply to BOOTP (RFC 951): the names stand in the header, the options are those of RFC 1497 and as many of the settings'
     * as 64 octets hold.
     */
    DhcpMessage bootp(Turn turn, Inet4Address address) {
        ClientRequest request = turn.request();
        Terms terms = turn.levels().at(Optional.of(address));
        Optional<BootFields> boot = BootFields.of(request, turn.bootAt(Optional.of(address)));
        DhcpOptions.Builder options = DhcpOptions.builder();
        network(options, turn, terms);
        set(options, request, terms.options(), boot);
        options.remove(OptionCode.RENEWAL_TIME).remove(OptionCode.REBINDING_TIME);
        options.copy(OptionCode.RELAY_AGENT, request.message().options());
        return ReplySize.fitBootp(
                message(request.message(), none(), address, boot, options.build()), request.message());
    }

    /** @param reason for people who look at captures */
    DhcpMessage nak(Turn turn, String reason) {
        ClientRequest request = turn.request();
        DhcpOptions.Builder options =
                begin(MessageType.NAK, turn.serverIdentifier()).text(OptionCode.MESSAGE, reason);
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

    private static DhcpOptions.Builder begin(MessageType type, Inet4Address serverIdentifier) {
        return DhcpOptions.builder()
                .octet(OptionCode.MESSAGE_TYPE, type.code())
                .addresses(OptionCode.SERVER_IDENTIFIER, List.of(serverIdentifier));
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

    /** The settings' options take the place of ours. */
    private void set(DhcpOptions.Builder options, ClientRequest request, OptionSet set, Optional<BootFields> boot) {
        ending.apply(options);
        SetOptions.into(options, set, request, boot);
        if (!ReplySize.asks(request.message(), OptionCode.V6_ONLY_PREFERRED)) {
            options.remove(OptionCode.V6_ONLY_PREFERRED);
        }
    }

    private static DhcpMessage finish(
            ClientRequest request,
            Inet4Address ciaddr,
            Inet4Address yiaddr,
            Optional<BootFields> boot,
            DhcpOptions.Builder options) {
        DhcpOptions asked = request.message().options();
        options.copy(OptionCode.MACHINE_IDENTIFIER, asked);
        options.copy(OptionCode.CLIENT_IDENTIFIER, asked); // RFC 6842
        options.copy(OptionCode.RELAY_AGENT, asked); // RFC 3046 section 2.2: the last one
        return ReplySize.fit(message(request.message(), ciaddr, yiaddr, boot, options.build()), request.message());
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

    private static Inet4Address none() {
        return DhcpMessage.NO_ADDRESS;
    }
}
