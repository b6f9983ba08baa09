package org.kaappliance.relay.kadeploy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** How the compiler of an original program laid out its packets: they are C structs as they lie in memory, little-endian. */
public enum LegacyLayout {
    /** 64-bit members stand at multiples of 4: all released packages. */
    I386(4),
    /** 64-bit members stand at multiples of 8. */
    X86_64(8);

    /** What both ends call themselves; a NUL follows on the wire. */
    public static final String VERSION = "Ka-deploy-0.6";

    static final int VERSION_BYTES = 25;
    /** The shorter of the two client packets: enough of a hello to tell its layout. */
    static final int MIN_CLIENT_BYTES = 32;

    private final int alignment;

    LegacyLayout(int alignment) {
        this.alignment = alignment;
    }

    /** 32 or 40. */
    public int clientBytes() {
        return (bodyAt() + VERSION_BYTES + alignment - 1) / alignment * alignment;
    }

    /** 16 or 24. */
    public int serverBytes() {
        return bodyAt() + afterAddress() + Long.BYTES;
    }

    /** Where the body begins, behind the type. */
    int bodyAt() {
        return alignment;
    }

    /** Where a 64-bit number behind an address stands in the body. */
    int afterAddress() {
        return alignment;
    }

    /** The layout of a connection, from the first {@link #MIN_CLIENT_BYTES} or more of its hello; empty when it is none. Takes nothing. */
    static Optional<LegacyLayout> ofHello(ByteBuffer in) {
        ByteBuffer first = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (first.remaining() < MIN_CLIENT_BYTES || first.getInt(0) != 0) {
            return Optional.empty();
        }
        byte[] wanted = (VERSION + "\0").getBytes(StandardCharsets.US_ASCII);
        return Arrays.stream(values())
                .filter(layout -> first.slice(layout.bodyAt(), wanted.length).equals(ByteBuffer.wrap(wanted)))
                .findFirst();
    }
}
