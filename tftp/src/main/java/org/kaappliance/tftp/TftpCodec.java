package org.kaappliance.tftp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** TFTP packets (RFC 1350 section 5, RFC 2347) from and to bytes. Never throws on what comes from the network. */
final class TftpCodec {
    static final int DATA_HEADER_BYTES = 4;
    private static final int RRQ = 1;
    private static final int WRQ = 2;
    private static final int DATA = 3;
    private static final int ACK = 4;
    private static final int ERROR = 5;
    private static final int OACK = 6;
    private static final int MAX_OPTIONS = 32;

    private TftpCodec() {}

    /** Reads the bytes between position and limit, and none beyond. */
    static TftpPacket decode(ByteBuffer datagram) {
        if (datagram.remaining() < 2) {
            return new TftpPacket.Stray("shorter than an opcode");
        }
        int opcode = datagram.getShort() & 0xffff;
        return switch (opcode) {
            case RRQ -> readRequest(datagram);
            case WRQ -> writeRequest(datagram);
            case ACK -> ack(datagram);
            case ERROR -> error(datagram);
            default -> new TftpPacket.Stray("opcode " + opcode);
        };
    }

    /** True for RRQ and WRQ, whatever follows. */
    static boolean isRequest(ByteBuffer datagram) {
        int at = datagram.position();
        return datagram.remaining() >= 2
                && datagram.get(at) == 0
                && (datagram.get(at + 1) == RRQ || datagram.get(at + 1) == WRQ);
    }

    private static TftpPacket readRequest(ByteBuffer in) {
        String name = nextString(in);
        String mode = nextString(in);
        if (name == null || mode == null) {
            return new TftpPacket.Malformed("request cut short");
        }
        if (name.isEmpty()) {
            return new TftpPacket.Malformed("no file name");
        }
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "octet" -> withOptions(name, TransferMode.OCTET, in);
            case "netascii" -> withOptions(name, TransferMode.NETASCII, in);
            default -> new TftpPacket.Malformed("unknown mode");
        };
    }

    private static TftpPacket withOptions(String name, TransferMode mode, ByteBuffer in) {
        List<RequestOption> options = new ArrayList<>(4);
        while (in.hasRemaining()) {
            String option = nextString(in);
            if (option == null) {
                return new TftpPacket.Malformed("option cut short");
            }
            if (option.isEmpty()) {
                break; // some ROMs pad their request with NULs
            }
            String value = nextString(in);
            if (value == null) {
                return new TftpPacket.Malformed("option without a value");
            }
            if (options.size() == MAX_OPTIONS) {
                return new TftpPacket.Malformed("more than " + MAX_OPTIONS + " options");
            }
            addOnce(options, new RequestOption(option.toLowerCase(Locale.ROOT), value));
        }
        return new TftpPacket.ReadRequest(name, mode, List.copyOf(options));
    }

    private static void addOnce(List<RequestOption> options, RequestOption option) {
        if (options.stream().noneMatch(o -> o.name().equals(option.name()))) {
            options.add(option);
        }
    }

    private static TftpPacket writeRequest(ByteBuffer in) {
        String name = nextString(in);
        return name == null ? new TftpPacket.Malformed("request cut short") : new TftpPacket.WriteRequest(name);
    }

    private static TftpPacket ack(ByteBuffer in) {
        return in.remaining() < 2
                ? new TftpPacket.Stray("ACK without a block")
                : new TftpPacket.Ack(in.getShort() & 0xffff);
    }

    private static TftpPacket error(ByteBuffer in) {
        if (in.remaining() < 2) {
            return new TftpPacket.Stray("ERROR without a code");
        }
        int code = in.getShort() & 0xffff;
        String message = nextString(in);
        return new TftpPacket.Error(code, message == null ? "" : message);
    }

    /** The bytes up to the next NUL, which is consumed; null when there is no NUL left. */
    private static String nextString(ByteBuffer in) {
        for (int end = in.position(); end < in.limit(); end++) {
            if (in.get(end) == 0) {
                byte[] text = new byte[end - in.position()];
                in.get(text).get();
                return new String(text, StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** The first four bytes of a DATA packet. @param block wraps at 65536 */
    static void putDataHeader(ByteBuf out, int block) {
        out.writeShort(DATA).writeShort(block);
    }

    /** An OACK: every string closed by one NUL and nothing behind it, or some clients reject it. */
    static byte[] oack(List<RequestOption> granted) {
        StringBuilder text = new StringBuilder();
        granted.forEach(
                o -> text.append(o.name()).append('\0').append(o.value()).append('\0'));
        return packet(OACK, text.toString());
    }

    static byte[] error(TftpError error) {
        return packet(ERROR, (char) 0 + "" + (char) error.code() + error.text() + '\0');
    }

    private static byte[] packet(int opcode, String rest) {
        return ((char) 0 + "" + (char) opcode + rest).getBytes(StandardCharsets.US_ASCII);
    }
}
