package org.kaappliance.dhcp.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;

/** Makes replies no larger than their client takes. Option overload is never used: ROMs read the header's names. */
final class ReplySize {
    /** Header, cookie and the 64 octets of RFC 951's vendor area. */
    private static final int BOOTP_LENGTH = 300;

    /** IP and UDP headers, which option 57 counts, too. */
    private static final int HEADERS = 28;

    private static final int SMALLEST_MAXIMUM = 576;
    /** EDK2 ignores larger ones (NetworkPkg, PXEBC_DHCP4_PACKET_MAX_SIZE). */
    private static final int LARGEST_MAXIMUM = 1472;

    /** Nobody needs them to boot: they go first. */
    private static final List<Integer> EARLY = List.of(
            OptionCode.BROADCAST_ADDRESS,
            OptionCode.HOST_NAME,
            OptionCode.DOMAIN_NAME,
            OptionCode.TFTP_SERVER_NAME,
            OptionCode.REBINDING_TIME,
            OptionCode.RENEWAL_TIME);
    /** Go last of what was not asked for. */
    private static final List<Integer> LATE = List.of(
            OptionCode.DNS_SERVERS,
            OptionCode.ROUTER,
            OptionCode.PXELINUX_REBOOT_TIME,
            OptionCode.PXELINUX_PATH_PREFIX,
            OptionCode.PXELINUX_CONFIG_FILE,
            OptionCode.PXELINUX_MAGIC);
    /**
     * A client needs them, asked for or not; in this order they go when they leave no other way. The vendor class goes
     * before option 43, because EDK2 takes an offer that has it alone for another kind.
     */
    private static final List<Integer> NEEDED = List.of(
            OptionCode.CLIENT_IDENTIFIER,
            OptionCode.IPXE,
            OptionCode.BOOT_FILE_NAME,
            OptionCode.MACHINE_IDENTIFIER,
            OptionCode.VENDOR_CLASS,
            OptionCode.VENDOR_INFORMATION,
            OptionCode.RELAY_AGENT,
            OptionCode.SUBNET_MASK);

    private static final List<Integer> ALWAYS =
            List.of(OptionCode.MESSAGE_TYPE, OptionCode.SERVER_IDENTIFIER, OptionCode.LEASE_TIME, OptionCode.MESSAGE);

    private ReplySize() {}

    /** Leaves out what the client can do without, first what it did not ask for (option 55), until the rest fits. */
    static DhcpMessage fit(DhcpMessage reply, DhcpMessage request) {
        int asked = request.options()
                .number(OptionCode.MAX_MESSAGE_SIZE, 2)
                .map(Long::intValue)
                .orElse(SMALLEST_MAXIMUM);
        int limit = Math.max(SMALLEST_MAXIMUM, Math.min(asked, LARGEST_MAXIMUM)) - HEADERS;
        return fit(reply, request, limit);
    }

    /** The same for a client that speaks BOOTP and reads no more than 64 octets of options (RFC 951, RFC 1542). */
    static DhcpMessage fitBootp(DhcpMessage reply, DhcpMessage request) {
        return fit(reply, request, BOOTP_LENGTH);
    }

    private static DhcpMessage fit(DhcpMessage reply, DhcpMessage request, int limit) {
        if (DhcpCodec.encodedLength(reply) <= limit) {
            return reply;
        }
        DhcpMessage fitted = reply;
        for (int code : dispensable(reply.options(), request.options())) {
            fitted = fitted.withOptions(fitted.options().without(code));
            if (DhcpCodec.encodedLength(fitted) <= limit) {
                break;
            }
        }
        return fitted;
    }

    private static List<Integer> dispensable(DhcpOptions reply, DhcpOptions request) {
        List<Integer> asked = asked(request);
        List<Integer> others = new ArrayList<>(reply.codes());
        Collections.reverse(others);
        others.removeAll(EARLY);
        others.removeAll(LATE);
        List<Integer> order = new ArrayList<>(EARLY);
        order.addAll(others);
        order.addAll(LATE);
        order.removeAll(asked);
        Collections.reverse(asked);
        order.addAll(asked);
        order.removeAll(NEEDED);
        order.removeAll(ALWAYS);
        order.addAll(NEEDED);
        return order;
    }

    /** In the order of the client's preference (RFC 2132 section 9.8). */
    private static List<Integer> asked(DhcpOptions request) {
        List<Integer> asked = new ArrayList<>();
        for (byte code : request.bytes(OptionCode.PARAMETER_REQUEST_LIST).orElse(new byte[0])) {
            asked.add(code & 0xff);
        }
        return asked;
    }

    static boolean asks(DhcpMessage request, int code) {
        for (byte asked :
                request.options().bytes(OptionCode.PARAMETER_REQUEST_LIST).orElse(new byte[0])) {
            if ((asked & 0xff) == code) {
                return true;
            }
        }
        return false;
    }
}
