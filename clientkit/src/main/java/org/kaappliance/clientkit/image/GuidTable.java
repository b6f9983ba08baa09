package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A GUID partition table (UEFI specification 2.10, 5.3) at the start of a disk, and what becomes of it on a disk of another size: its copy is in the last
 * sectors of every disk. Pure.
 */
final class GuidTable {
    /** Where the table ends at the latest that is understood here. */
    static final int START_BYTES = ImageFormat.PIECE_BYTES;

    private static final byte[] SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_SIZE_AT = 12;
    private static final int HEADER_CRC_AT = 16;
    private static final int MY_LBA_AT = 24;
    private static final int ALTERNATE_LBA_AT = 32;
    private static final int LAST_USABLE_AT = 48;
    private static final int ENTRIES_LBA_AT = 72;
    private static final int ENTRY_COUNT_AT = 80;
    private static final int ENTRY_SIZE_AT = 84;
    private static final int ENTRIES_CRC_AT = 88;
    private static final int LEAST_HEADER = 92;
    private static final int MBR_BYTES = 512;
    private static final int PROTECTIVE_ENTRY_AT = 446;
    private static final int PROTECTIVE_TYPE = 0xee;

    private final byte[] start;
    private final int sectorBytes;
    private final int entriesAt;
    private final int entriesBytes;

    private GuidTable(byte[] start, int sectorBytes, int entriesAt, int entriesBytes) {
        this.start = start;
        this.sectorBytes = sectorBytes;
        this.entriesAt = entriesAt;
        this.entriesBytes = entriesBytes;
    }

    /**
     * Reads the table. There is one only where the MBR says so with an entry of type 0xEE (5.2.3): partitioning with an MBR leaves the header of
     * an older GPT where it was, and what is at the end of such a disk is not its copy.
     *
     * @param start of the disk, up to {@link #START_BYTES}
     * @return empty when there is none
     * @throws IOException when it is damaged, or larger than the start
     */
    static Optional<GuidTable> read(byte[] start, int sectorBytes) throws IOException {
        if (start.length < 2 * sectorBytes
                || !isProtected(start)
                || !Arrays.equals(start, sectorBytes, sectorBytes + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            return Optional.empty();
        }
        ByteBuffer header = header(start, sectorBytes);
        int size = header.getInt(HEADER_SIZE_AT);
        if (size < LEAST_HEADER || size > sectorBytes || header.getInt(HEADER_CRC_AT) != headerCrc(header)) {
            throw new IOException(
                    "the GPT is damaged: the checksum of its header is wrong (gdisk, or sgdisk, repairs it)");
        }
        long at = header.getLong(ENTRIES_LBA_AT);
        long bytes = (long) header.getInt(ENTRY_COUNT_AT) * header.getInt(ENTRY_SIZE_AT);
        if (at < 2 || at > START_BYTES || bytes < 1 || bytes > START_BYTES || at * sectorBytes + bytes > start.length) {
            throw new IOException("the GPT does not lie within the first " + start.length + " bytes of the disk");
        }
        int entriesAt = (int) at * sectorBytes;
        if (crc(start, entriesAt, (int) bytes) != header.getInt(ENTRIES_CRC_AT)) {
            throw new IOException(
                    "the GPT is damaged: the checksum of its entries is wrong (gdisk, or sgdisk, repairs it)");
        }
        return Optional.of(new GuidTable(start.clone(), sectorBytes, entriesAt, (int) bytes));
    }

    /** Whether an MBR gives the disk, or a part of it in a hybrid one, to a GPT. */
    static boolean isProtected(byte[] start) {
        if (start.length < MBR_BYTES
                || (start[MBR_BYTES - 2] & 0xff) != 0x55
                || (start[MBR_BYTES - 1] & 0xff) != 0xaa) {
            return false;
        }
        for (int at = PROTECTIVE_ENTRY_AT; at < PROTECTIVE_ENTRY_AT + 64; at += 16) {
            if ((start[at + 4] & 0xff) == PROTECTIVE_TYPE) {
                return true;
            }
        }
        return false;
    }

    /** What its copy takes at the end of a disk: the entries in whole sectors, and the header. */
    long copyBytes() {
        return entrySectors() * sectorBytes + sectorBytes;
    }

    /** The start of a disk of this size, in bytes. */
    byte[] startOn(long diskBytes) {
        byte[] out = start.clone();
        long sectors = diskBytes / sectorBytes;
        ByteBuffer header = header(out, sectorBytes);
        header.putLong(ALTERNATE_LBA_AT, sectors - 1).putLong(LAST_USABLE_AT, sectors - 2 - entrySectors());
        header.putInt(HEADER_CRC_AT, headerCrc(header));
        protect(out, sectors);
        return out;
    }

    /** The last {@link #copyBytes} of that disk. */
    byte[] copyOn(long diskBytes) {
        long last = diskBytes / sectorBytes - 1;
        byte[] out = new byte[(int) copyBytes()];
        System.arraycopy(start, entriesAt, out, 0, entriesBytes);
        int at = out.length - sectorBytes;
        System.arraycopy(startOn(diskBytes), sectorBytes, out, at, sectorBytes);
        ByteBuffer header = ByteBuffer.wrap(out, at, sectorBytes).slice().order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MY_LBA_AT, last).putLong(ALTERNATE_LBA_AT, 1).putLong(ENTRIES_LBA_AT, last - entrySectors());
        header.putInt(HEADER_CRC_AT, headerCrc(header));
        return out;
    }

    private long entrySectors() {
        return (entriesBytes + sectorBytes - 1L) / sectorBytes;
    }

    /** The entry of the MBR that keeps others away from the disk says how large that is. */
    private static void protect(byte[] start, long sectors) {
        ByteBuffer mbr = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = PROTECTIVE_ENTRY_AT; at < PROTECTIVE_ENTRY_AT + 64; at += 16) {
            if ((mbr.get(at + 4) & 0xff) == PROTECTIVE_TYPE && mbr.getInt(at + 8) == 1 && isOnly(mbr, at)) {
                mbr.putInt(at + 12, (int) Math.min(sectors - 1, 0xffff_ffffL));
            }
        }
    }

    /** Beside others, in a hybrid MBR, it protects less than the disk. */
    private static boolean isOnly(ByteBuffer mbr, int entry) {
        for (int at = PROTECTIVE_ENTRY_AT; at < PROTECTIVE_ENTRY_AT + 64; at += 16) {
            if (at != entry && mbr.get(at + 4) != 0) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer header(byte[] start, int sectorBytes) {
        return ByteBuffer.wrap(start, sectorBytes, sectorBytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The sum is made while its own place is zero. */
    private static int headerCrc(ByteBuffer header) {
        byte[] bytes = new byte[header.getInt(HEADER_SIZE_AT)];
        header.get(0, bytes);
        Arrays.fill(bytes, HEADER_CRC_AT, HEADER_CRC_AT + 4, (byte) 0);
        return crc(bytes, 0, bytes.length);
    }

    private static int crc(byte[] bytes, int at, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, at, length);
        return (int) crc.getValue();
    }
}
