package org.kaappliance.relay.wire;

import java.nio.ByteBuffer;

/**
 * The six bytes that open every connection and datagram of our wire: 0x89 "KAR", version, purpose. A Ka-deploy 0.6
 * control connection opens with 0x00 (little-endian type 0), its discovery request with a printable character.
 */
public enum Preface {
    CONTROL(1),
    DATA(2),
    DISCOVERY_REQUEST(3),
    DISCOVERY_REPLY(4),
    /** Of the connection to a golden node, {@code docs/golden-wire.md}. */
    GOLDEN(5),
    /** Not of a session: commands for a machine in stage 1, on the port of the report channel. */
    CONSOLE(6);

    public static final int BYTES = 6;
    public static final int VERSION = 1;
    private static final int MAGIC = 0x89 << 24 | 'K' << 16 | 'A' << 8 | 'R';

    private final int purpose;

    Preface(int purpose) {
        this.purpose = purpose;
    }

    public ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        put(out);
        return out.flip();
    }

    void put(ByteBuffer out) {
        out.putInt(MAGIC).put((byte) VERSION).put((byte) purpose);
    }

    /** Takes six bytes and says whether they are this preface; false, too, when there are fewer. */
    public boolean opens(ByteBuffer in) {
        return in.remaining() >= BYTES
                && in.getInt() == MAGIC
                && (in.get() & 0xff) == VERSION
                && (in.get() & 0xff) == purpose;
    }
}
