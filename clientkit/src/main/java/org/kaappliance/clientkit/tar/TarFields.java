package org.kaappliance.clientkit.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of a 512-byte header (POSIX.1-1988 ustar; base-256 numbers as GNU tar and star write them). */
final class TarFields {
    static final int BLOCK = 512;

    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;

    private final byte[] block;
    private final long position;

    /** @param position of the header in the stream, for errors */
    TarFields(byte[] block, long position) {
        this.block = block;
        this.position = position;
    }

    boolean isZero() {
        return Arrays.equals(block, new byte[BLOCK]);
    }

    void requireChecksum() throws TarFormatException {
        long expected = number(CHECKSUM_AT, CHECKSUM_LENGTH);
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
            sum += own ? ' ' : block[i] & 0xff;
        }
        if (sum != expected) {
            throw new TarFormatException(position, "a header whose checksum is wrong");
        }
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    long size() throws TarFormatException {
        return number(124, 12);
    }

    int mode() throws TarFormatException {
        return (int) number(100, 8) & 07777;
    }

    long uid() throws TarFormatException {
        return number(108, 8);
    }

    long gid() throws TarFormatException {
        return number(116, 8);
    }

    long mtime() throws TarFormatException {
        return number(136, 12);
    }

    TarMember.Device device() throws TarFormatException {
        return new TarMember.Device(number(329, 8), number(337, 8));
    }

    String link() {
        return text(157, 100);
    }

    /** Only POSIX ("ustar" and a NUL) has a prefix; GNU's own format has other things there. */
    String path() {
        boolean posix = text(257, 6).equals("ustar") && block[262] == 0;
        String prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
    }

    private String text(int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private long number(int at, int length) throws TarFormatException {
        if ((block[at] & 0x80) != 0) {
            return base256(at, length);
        }
        String digits = text(at, length).trim();
        if (!digits.matches("[0-7]{0,21}")) {
            throw new TarFormatException(position, "a header with a number that is none");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private long base256(int at, int length) throws TarFormatException {
        boolean negative = (block[at] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int octet = i == 0 && !negative ? block[at] & 0x7f : block[at + i] & 0xff;
            long above = value >> 55;
            if (above != 0 && above != -1) {
                throw new TarFormatException(position, "a header with a number over 63 bits");
            }
            value = value << 8 | octet;
        }
        return value;
    }
}
