package org.kaappliance.dhcp.wire;

import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.dhcp4java.DHCPBadPacketException;
import org.dhcp4java.DHCPPacket;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/**
 * Octets to message and back; the only class that knows dhcp4java. The library reads and writes the fixed header. The
 * options are walked here, because the library keeps only the last of several values of one code (RFC 3396 wants them
 * joined), ignores option overload, and cannot write a value over 255 octets.
 */
public final class DhcpCodec {
    /** The fixed header with the magic cookie. */
    private static final int HEADER_LENGTH = 240;

    private static final byte[] MAGIC_COOKIE = {99, (byte) 130, 83, 99};
    private static final int COOKIE_OFFSET = 236;
    private static final int SNAME_LENGTH = 64;
    private static final int FILE_LENGTH = 128;
    private static final int MAX_LENGTH = 1500;
    /** Smaller ones are dropped by BOOTP-era clients, among them Linux's in-kernel one (RFC 951 section 3). */
    private static final int MIN_REPLY_LENGTH = 300;

    private static final int OVERLOAD_FILE = 1;
    private static final int OVERLOAD_SNAME = 2;

    private DhcpCodec() {}

    /** Never throws, whatever the octets. */
    public static Decoded decode(byte[] datagram) {
        if (datagram.length < HEADER_LENGTH) {
            return new Decoded.Malformed("only " + datagram.length + " octets");
        }
        if (datagram.length > MAX_LENGTH) {
            return new Decoded.Malformed(datagram.length + " octets, more than " + MAX_LENGTH);
        }
        if (!Arrays.equals(MAGIC_COOKIE, 0, 4, datagram, COOKIE_OFFSET, HEADER_LENGTH)) {
            return new Decoded.Malformed("no magic cookie");
        }
        try {
            return decode(header(datagram), datagram);
        } catch (DHCPBadPacketException e) {
            return new Decoded.Malformed("bad header: " + e.getMessage());
        }
    }

    private static DHCPPacket header(byte[] datagram) {
        byte[] alone = Arrays.copyOf(datagram, HEADER_LENGTH + 1);
        alone[HEADER_LENGTH] = (byte) OptionCode.END;
        return DHCPPacket.getPacket(alone, 0, alone.length, false);
    }

    private static Decoded decode(DHCPPacket header, byte[] datagram) {
        DhcpOptions.Builder options = DhcpOptions.builder();
        Optional<String> problem = OptionField.read(datagram, HEADER_LENGTH, datagram.length, options);
        int overload = options.build()
                .number(OptionCode.OVERLOAD, 1)
                .map(Long::intValue)
                .orElse(0);
        boolean fileIsOptions = (overload & OVERLOAD_FILE) != 0;
        boolean snameIsOptions = (overload & OVERLOAD_SNAME) != 0;
        if (problem.isEmpty() && fileIsOptions) {
            problem = OptionField.read(header.getFileRaw(), options);
        }
        if (problem.isEmpty() && snameIsOptions) {
            problem = OptionField.read(header.getSnameRaw(), options);
        }
        if (problem.isPresent()) {
            return new Decoded.Malformed(problem.get());
        }
        String sname = snameIsOptions ? "" : DhcpOptions.text(header.getSnameRaw());
        String file = fileIsOptions ? "" : DhcpOptions.text(header.getFileRaw());
        return new Decoded.Message(message(header, sname, file, options.build().without(OptionCode.OVERLOAD)));
    }

    private static DhcpMessage message(DHCPPacket header, String sname, String file, DhcpOptions options) {
        return new DhcpMessage(
                header.getOp() & 0xff,
                header.getHtype() & 0xff,
                header.getHlen() & 0xff,
                header.getHops() & 0xff,
                header.getXid(),
                header.getSecs() & 0xffff,
                header.getFlags() & 0xffff,
                address(header.getCiaddrRaw()),
                address(header.getYiaddrRaw()),
                address(header.getSiaddrRaw()),
                address(header.getGiaddrRaw()),
                MacAddress.ofBytes(Arrays.copyOf(header.getChaddr(), 16)),
                sname,
                file,
                options);
    }

    private static Inet4Address address(byte[] octets) {
        return Ipv4Subnet.ofInt(
                (octets[0] & 0xff) << 24 | (octets[1] & 0xff) << 16 | (octets[2] & 0xff) << 8 | octets[3] & 0xff);
    }

    /**
     * Writes a message, at least 300 octets.
     *
     * @throws IllegalArgumentException when {@code sname} or {@code file} does not fit its field with a NUL behind it
     */
    public static byte[] encode(DhcpMessage message) {
        byte[] header = header(message).serialize();
        byte[] datagram = Arrays.copyOf(header, encodedLength(message));
        Arrays.fill(datagram, HEADER_LENGTH, datagram.length, (byte) OptionCode.PAD);
        OptionField.write(message.options(), datagram, HEADER_LENGTH);
        return datagram;
    }

    /** How long the message is on the wire, without IP and UDP headers. */
    public static int encodedLength(DhcpMessage message) {
        return Math.max(MIN_REPLY_LENGTH, HEADER_LENGTH + OptionField.length(message.options()));
    }

    private static DHCPPacket header(DhcpMessage message) {
        DHCPPacket packet = new DHCPPacket();
        packet.setDhcp(true);
        packet.setOp((byte) message.op());
        packet.setHtype((byte) message.htype());
        packet.setHlen((byte) message.hlen());
        packet.setHops((byte) message.hops());
        packet.setXid(message.xid());
        packet.setSecs((short) message.secs());
        packet.setFlags((short) message.flags());
        packet.setCiaddrRaw(message.ciaddr().getAddress());
        packet.setYiaddrRaw(message.yiaddr().getAddress());
        packet.setSiaddrRaw(message.siaddr().getAddress());
        packet.setGiaddrRaw(message.giaddr().getAddress());
        packet.setChaddr(Arrays.copyOf(message.chaddr().bytes(), 16));
        packet.setSnameRaw(field(message.sname(), SNAME_LENGTH));
        packet.setFileRaw(field(message.file(), FILE_LENGTH));
        return packet;
    }

    private static byte[] field(String text, int length) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length >= length) {
            throw new IllegalArgumentException("does not fit into " + length + " octets with a NUL: " + text);
        }
        return Arrays.copyOf(octets, length);
    }
}
