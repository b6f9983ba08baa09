package org.kaappliance.tftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes packets as they stand in captures: {@code |} is NUL, {@code \x01} any byte. */
final class Packets {
    private Packets() {}

    /** A request: opcode, then the strings, each closed by NUL. */
    static byte[] request(int opcode, String... strings) {
        return bytes("|" + (char) opcode + String.join("|", strings) + "|");
    }

    static byte[] ack(int block) {
        return new byte[] {0, 4, (byte) (block >> 8), (byte) block};
    }

    static byte[] error(int code, String message) {
        return bytes("|\5|" + (char) code + message + "|");
    }

    static byte[] bytes(String text) {
        return text.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
    }

    static TftpPacket decode(byte[] datagram) {
        return TftpCodec.decode(ByteBuffer.wrap(datagram));
    }
}
