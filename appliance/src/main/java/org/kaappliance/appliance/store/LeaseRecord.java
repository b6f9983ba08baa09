package org.kaappliance.appliance.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Lease;

/**
 * A lease in 24 octets: address (4), version (1), state (1), hardware address (6), end in milliseconds since 1970 (8), CRC32C of
 * all that (4); numbers big-endian. All have one length, so that a damaged one hides no other.
 */
final class LeaseRecord {
    static final int LENGTH = 24;
    private static final byte VERSION = 1;
    private static final int CHECKED = LENGTH - 4;
    private static final long LOW_48_BITS = 0xffff_ffff_ffffL;

    private LeaseRecord() {}

    static void write(Lease lease, ByteBuffer to) {
        int from = to.position();
        long stateAndMac = (long) lease.state().ordinal() << 48 | lease.mac().bits();
        to.putInt(Ipv4Subnet.toInt(lease.address()))
                .putLong((long) VERSION << 56 | stateAndMac)
                .putLong(lease.expiresAt().toEpochMilli())
                .putInt(checksum(to, from));
    }

    /** Reads one; empty when it is damaged. */
    static Optional<Lease> read(ByteBuffer from) {
        int start = from.position();
        int address = from.getInt();
        long stateAndMac = from.getLong();
        long expires = from.getLong();
        int state = (int) (stateAndMac >>> 48) & 0xff;
        boolean good = from.getInt() == checksum(from, start)
                && stateAndMac >>> 56 == VERSION
                && state < Lease.State.values().length;
        return good
                ? Optional.of(new Lease(
                        Ipv4Subnet.ofInt(address),
                        new MacAddress(stateAndMac & LOW_48_BITS),
                        Instant.ofEpochMilli(expires),
                        Lease.State.values()[state]))
                : Optional.empty();
    }

    private static int checksum(ByteBuffer octets, int from) {
        CRC32C crc = new CRC32C();
        crc.update(octets.duplicate().limit(from + CHECKED).position(from));
        return (int) crc.getValue();
    }
}
