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
import org.kaappliance.dhcp.wire.PxeVendorOptions;

/** Writes replies: a pure function of the request and what was decided about it. */
public final class ReplyBuilder {
    private static final String PXE_CLIENT = "PXEClient";
    /** IP and UDP headers. */
    private static final int HEADERS = 28;

    private static final int BOOTP_LENGTH = 300;

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
        Optional<String> bootFile = bootFile(turn, terms);
        DhcpOptions.Builder options = begin(type, turn.serverIdentifier())
                .seconds(OptionCode.LEASE_TIME, leaseTime)
                .seconds(OptionCode.RENEWAL_TIME, leaseTime.dividedBy(2))
                .seconds(OptionCode.REBINDING_TIME, leaseTime.multipliedBy(7).dividedBy(8));
        network(options, turn, terms);
        bootFile.ifPresent(file -> boot(request, bootServer(turn, terms), file, options));
        Inet4Address ciaddr = type == MessageType.ACK ? request.ciaddr().orElse(none()) : none();
        return finish(request, ciaddr, address, boot(turn, terms, bootFile), options);
    }

    /** BOOTP reply (RFC 951): boot server and file in the header, and no more options than its 64 octets hold. */
    DhcpMessage bootp(Turn turn, Inet4Address address) {
        Terms terms = turn.levels().at(Optional.of(address));
        DhcpOptions.Builder options = DhcpOptions.builder();
        network(options, turn, terms);
        ClientRequest request = turn.request();
        echo(request, OptionCode.RELAY_AGENT, options);
        Optional<Boot> boot = boot(turn, terms, bootFile(turn, terms));
        return fit(message(request.message(), none(), address, boot, options.build()), BOOTP_LENGTH);
    }

    /** ACK of an INFORM: everything but an address (RFC 2131 section 4.3.5). */
    DhcpMessage inform(Turn turn) {
        Terms terms = turn.levels().at(turn.request().ciaddr());
        Optional<String> bootFile = bootFile(turn, terms);
        DhcpOptions.Builder options = begin(MessageType.ACK, turn.serverIdentifier());
        network(options, turn, terms);
        bootFile.ifPresent(file -> boot(turn.request(), bootServer(turn, terms), file, options));
        return finish(turn.request(), turn.request().message().ciaddr(), none(), boot(turn, terms, bootFile), options);
    }

    /** ACK of the boot server (PXE 2.1 section 2.2.5): the address field names the client, as dnsmasq does it. */
    DhcpMessage bootServer(ClientRequest request, Arrival arrival, String bootFile) {
        Inet4Address server = arrival.iface().address();
        DhcpOptions.Builder options = begin(MessageType.ACK, server);
        boot(request, server, bootFile, options);
        return finish(request, none(), request.message().ciaddr(), Optional.of(new Boot(server, bootFile)), options);
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

    private static DhcpMessage finish(
            ClientRequest request,
            Inet4Address ciaddr,
            Inet4Address yiaddr,
            Optional<Boot> boot,
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

    private static DhcpMessage fit(DhcpMessage reply, ClientRequest request) {
        int asked = request.message()
                .options()
                .number(OptionCode.MAX_MESSAGE_SIZE, 2)
                .map(Long::intValue)
                .orElse(SMALLEST_MAXIMUM);
        return fit(reply, Math.max(SMALLEST_MAXIMUM, Math.min(asked, LARGEST_MAXIMUM)) - HEADERS);
    }

    private static DhcpMessage fit(DhcpMessage reply, int limit) {
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
