package org.kaappliance.relay.kadeploy;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kaappliance.config.Ipv4Subnet;

/**
 * Packets of Ka-deploy 0.6 to bytes and back. Bytes that a type does not use are written as 0 and ignored when read. Whatever arrives is a value:
 * what is no packet comes as {@code Malformed}.
 */
public final class LegacyCodec {
    private LegacyCodec() {}

    /** Exactly one packet, to be written at once. */
    public static ByteBuffer encode(LegacyLayout layout, ClientPacket packet) {
        Body out = new Body(layout, layout.clientBytes());
        if (packet instanceof ClientPacket.Hello hello) {
            out.type(0).text(hello.version());
        } else if (packet instanceof ClientPacket.GotClient got) {
            out.type(1).address(got.child());
        } else if (packet instanceof ClientPacket.AcceptsData) {
            out.type(2);
        } else if (packet instanceof ClientPacket.DadDisconnected dad) {
            out.type(3).address(dad.parent()).longBehindAddress(dad.received());
        } else if (packet instanceof ClientPacket.HasFinished) {
            out.type(4);
        } else if (packet instanceof ClientPacket.ReportsPosition reports) {
            out.type(5).longAtStart(reports.received());
        } else if (packet instanceof ClientPacket.GoNow) {
            out.type(6);
        } else if (packet instanceof ClientPacket.SendsOptions options) {
            out.type(7).u8(options.waits() ? 1 : 0);
        } else if (packet instanceof ClientPacket.PingReply) {
            out.type(8);
        } else {
            throw new IllegalArgumentException("cannot be sent: " + packet);
        }
        return out.bytes;
    }

    /** Exactly one packet, to be written at once. */
    public static ByteBuffer encode(LegacyLayout layout, ServerPacket packet) {
        Body out = new Body(layout, layout.serverBytes());
        if (packet instanceof ServerPacket.Go) {
            out.type(0);
        } else if (packet instanceof ServerPacket.EndOfFlow) {
            out.type(1);
        } else if (packet instanceof ServerPacket.Finish) {
            out.type(2);
        } else if (packet instanceof ServerPacket.GivesIp gives) {
            out.type(3).address(gives.parent());
        } else if (packet instanceof ServerPacket.GivesAuth auth) {
            out.type(4).address(auth.child()).longBehindAddress(auth.offset());
        } else if (packet instanceof ServerPacket.DropChild drop) {
            out.type(5).address(drop.child());
        } else if (packet instanceof ServerPacket.ReportPosition report) {
            out.type(6).i32(report.report().ordinal());
        } else if (packet instanceof ServerPacket.Ping) {
            out.type(7);
        } else {
            throw new IllegalArgumentException("cannot be sent: " + packet);
        }
        return out.bytes;
    }

    /** Takes one packet of {@link LegacyLayout#clientBytes}. */
    public static ClientPacket decodeClient(LegacyLayout layout, ByteBuffer in) {
        Optional<Body> body = Body.take(layout, in, layout.clientBytes());
        if (body.isEmpty()) {
            return new ClientPacket.Malformed("packet ends early");
        }
        Body packet = body.get();
        switch (packet.type()) {
            case 0:
                return packet.text()
                        .<ClientPacket>map(ClientPacket.Hello::new)
                        .orElseGet(() -> new ClientPacket.Malformed("its version has no end"));
            case 1:
                return new ClientPacket.GotClient(packet.address());
            case 2:
                return new ClientPacket.AcceptsData();
            case 3:
                return position(
                        packet.longBehindAddress(),
                        new ClientPacket.DadDisconnected(packet.address(), packet.longBehindAddress()));
            case 4:
                return new ClientPacket.HasFinished();
            case 5:
                return position(packet.longAtStart(), new ClientPacket.ReportsPosition(packet.longAtStart()));
            case 6:
                return new ClientPacket.GoNow();
            case 7:
                return new ClientPacket.SendsOptions(packet.u8() != 0);
            case 8:
                return new ClientPacket.PingReply();
            default:
                return new ClientPacket.Malformed("no client packet has type " + packet.type());
        }
    }

    private static ClientPacket position(long position, ClientPacket packet) {
        return position < 0 ? new ClientPacket.Malformed("negative stream position") : packet;
    }

    /** Takes one packet of {@link LegacyLayout#serverBytes}. */
    public static ServerPacket decodeServer(LegacyLayout layout, ByteBuffer in) {
        Optional<Body> body = Body.take(layout, in, layout.serverBytes());
        if (body.isEmpty()) {
            return new ServerPacket.Malformed("packet ends early");
        }
        Body packet = body.get();
        switch (packet.type()) {
            case 0:
                return new ServerPacket.Go();
            case 1:
                return new ServerPacket.EndOfFlow();
            case 2:
                return new ServerPacket.Finish();
            case 3:
                return new ServerPacket.GivesIp(packet.address());
            case 4:
                return packet.longBehindAddress() < 0
                        ? new ServerPacket.Malformed("negative stream position")
                        : new ServerPacket.GivesAuth(packet.address(), packet.longBehindAddress());
            case 5:
                return new ServerPacket.DropChild(packet.address());
            case 6:
                return report(packet.i32());
            case 7:
                return new ServerPacket.Ping();
            default:
                return new ServerPacket.Malformed("no server packet has type " + packet.type());
        }
    }

    private static ServerPacket report(int code) {
        ServerPacket.Report[] reports = ServerPacket.Report.values();
        return code < 0 || code >= reports.length
                ? new ServerPacket.Malformed("report position " + code)
                : new ServerPacket.ReportPosition(reports[code]);
    }

    /** One packet's bytes, by the members of its struct. */
    private static final class Body {
        final ByteBuffer bytes;
        private final int at;
        private final int behindAddress;

        Body(LegacyLayout layout, int size) {
            this(layout, ByteBuffer.allocate(size));
        }

        private Body(LegacyLayout layout, ByteBuffer bytes) {
            this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
            this.at = layout.bodyAt();
            this.behindAddress = layout.bodyAt() + layout.afterAddress();
        }

        static Optional<Body> take(LegacyLayout layout, ByteBuffer in, int size) {
            if (in.remaining() < size) {
                return Optional.empty();
            }
            Body body = new Body(layout, in.slice(in.position(), size));
            in.position(in.position() + size);
            return Optional.of(body);
        }

        int type() {
            return bytes.getInt(0);
        }

        Body type(int type) {
            bytes.putInt(0, type);
            return this;
        }

        /** An address stands in network order whatever the layout. */
        Inet4Address address() {
            return Ipv4Subnet.ofInt(Integer.reverseBytes(bytes.getInt(at)));
        }

        Body address(Inet4Address address) {
            bytes.putInt(at, Integer.reverseBytes(Ipv4Subnet.toInt(address)));
            return this;
        }

        long longBehindAddress() {
            return bytes.getLong(behindAddress);
        }

        void longBehindAddress(long value) {
            bytes.putLong(behindAddress, value);
        }

        long longAtStart() {
            return bytes.getLong(at);
        }

        void longAtStart(long value) {
            bytes.putLong(at, value);
        }

        int i32() {
            return bytes.getInt(at);
        }

        void i32(int value) {
            bytes.putInt(at, value);
        }

        int u8() {
            return bytes.get(at) & 0xff;
        }

        void u8(int value) {
            bytes.put(at, (byte) value);
        }

        Optional<String> text() {
            for (int length = 0; length < LegacyLayout.VERSION_BYTES; length++) {
                if (bytes.get(at + length) == 0) {
                    byte[] text = new byte[length];
                    bytes.get(at, text);
                    return Optional.of(new String(text, StandardCharsets.ISO_8859_1));
                }
            }
            return Optional.empty();
        }

        void text(String text) {
            byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
            if (ascii.length >= LegacyLayout.VERSION_BYTES) {
                throw new IllegalArgumentException("a version is at most 24 characters: " + text);
            }
            bytes.put(at, ascii);
        }
    }
}
