package org.kaappliance.clientkit.image;

/**
 * The stream of a partition or a disk: {@link #MAGIC}, the size that it needs (u64); then records of a kind (u8), an offset (u64) and a length (u32), ascending, a {@link #DATA} one with so
 * many bytes behind it; at last {@link #END} alone. Big-endian. What no record names is free, and stays as it is. The relay compares the digest of the
 * whole.
 */
final class ImageFormat {
    static final long MAGIC = 0x4b41494d41474531L; // KAIMAGE1
    static final int END = 0;
    static final int DATA = 1;
    static final int ZEROS = 2;
    static final int HEADER_BYTES = 16;
    static final int RECORD_BYTES = 13;
    /** What one record of data holds at most, and what is looked at for zeros at once. */
    static final int PIECE_BYTES = 64 << 10;

    private ImageFormat() {}
}
