package org.kaappliance.clientkit.golden;

import java.util.Objects;
import org.kaappliance.config.ByteSize;

/**
 * What a partition table has to know of a disk.
 *
 * @param size all of it
 * @param sectorBytes its logical sector, the unit of the table: 512 or 4096
 */
public record DiskGeometry(ByteSize size, int sectorBytes) {
    private static final long MIB = 1L << 20;
    /** UEFI specification 5.3.1: the entries take 16,384 bytes at least, and the header a sector. The copy is at the end of the disk. */
    private static final long GPT_ENTRIES_BYTES = 16_384;
    /** An MBR entry has 32 bits for the start and 32 for the length. */
    private static final long MBR_SECTORS = 1L << 32;

    /** @throws IllegalArgumentException when the sector is no power of two from 512 to 65536 bytes */
    public DiskGeometry {
        Objects.requireNonNull(size, "size");
        if (sectorBytes < 512 || sectorBytes > 65_536 || Integer.bitCount(sectorBytes) != 1) {
            throw new IllegalArgumentException("not a size of sectors: " + sectorBytes);
        }
    }

    /** One with sectors of 512 bytes. */
    public static DiskGeometry of(ByteSize size) {
        return new DiskGeometry(size, 512);
    }

    long sectorsPerMib() {
        return MIB / sectorBytes;
    }

    /** Where the last partition ends at the latest, in MiB from the start of the disk. */
    long endMib(DiskLabel label) {
        return switch (label) {
            case DOS -> Math.min(wholeMib(), mbrEndMib());
            case GPT -> Math.max(0, size.bytes() - GPT_ENTRIES_BYTES - sectorBytes) / MIB;
        };
    }

    /** Where the numbers of an MBR end; the last MiB is left, so that start and length together stay in 32 bits. */
    long mbrEndMib() {
        return MBR_SECTORS / sectorsPerMib() - 1;
    }

    long wholeMib() {
        return size.bytes() / MIB;
    }
}
