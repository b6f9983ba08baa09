package org.kaappliance.clientkit.golden;

/**
 * How large a file system must be for what shall lie in it: the data, what the file system itself takes of every size (inode tables, bitmaps,
 * checksums, what it keeps free to work), and a fixed part (journal, superblocks). Rounded up generously, since running out of room is found
 * out only when the old content is gone.
 *
 * @param percent of the data
 * @param fixedMib besides
 * @param smallestMib below this mkfs refuses
 */
record FileSystemRoom(int percent, long fixedMib, long smallestMib) {
    private static final long MIB = 1L << 20;
    /** What is left of a swap area that gives way. */
    static final long SWAP_MIB = 64;

    static FileSystemRoom of(FileSystemType type) {
        return switch (type) {
            // Inodes of 256 bytes for every 4 KiB (below 512 MiB) or 16 KiB; journal.
            case EXT2 -> new FileSystemRoom(8, 2, 1);
            case EXT3, EXT4 -> new FileSystemRoom(8, 10, 1);
            // mkfs.xfs makes nothing below 300 MiB, with a log of 64 MiB.
            case XFS -> new FileSystemRoom(3, 72, 300);
            // Metadata twice, in chunks of up to 256 MiB.
            case BTRFS -> new FileSystemRoom(12, 256, 128);
            case JFS -> new FileSystemRoom(3, 4, 16);
            // Overprovisioning: the smaller, the larger its share.
            case F2FS -> new FileSystemRoom(15, 128, 64);
            // Journal of 32 MiB.
            case REISERFS -> new FileSystemRoom(3, 34, 34);
            case VFAT -> new FileSystemRoom(2, 2, 1);
            case SWAP -> new FileSystemRoom(0, 0, 1);
        };
    }

    /** For so many bytes of content. */
    long neededMib(long usedBytes) {
        long data = ceilMib(usedBytes);
        return Math.max(smallestMib, data + data * percent / 100 + fixedMib);
    }

    static long ceilMib(long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
