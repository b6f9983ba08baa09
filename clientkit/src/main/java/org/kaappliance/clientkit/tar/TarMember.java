package org.kaappliance.clientkit.tar;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a tar archive says about one file. Names are {@link org.kaappliance.clientkit.text.ByteText}, one char a byte.
 *
 * @param kind what it is
 * @param path as in the archive, without a slash at its end: {@code ./etc/fstab}
 * @param link of a symbolic link its target, of a hard link the path of the file that it is; else empty
 * @param mode the twelve permission bits
 * @param uid its owner
 * @param gid its group
 * @param size of a file in bytes, holes included; else 0
 * @param mtime when it was changed
 * @param device of a device file; else 0:0
 * @param attributes extended attributes, ACLs among them, by name
 */
public record TarMember(
        Kind kind,
        String path,
        String link,
        int mode,
        long uid,
        long gid,
        long size,
        Time mtime,
        Device device,
        SortedMap<String, String> attributes) {
    public TarMember {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(mtime, "mtime");
        Objects.requireNonNull(device, "device");
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) attributes));
    }

    /** The order is that of a stored manifest. */
    public enum Kind {
        FILE,
        HARD_LINK,
        SYMBOLIC_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        DIRECTORY,
        FIFO
    }

    /**
     * A time.
     *
     * @param seconds since 1970, negative before
     * @param nanos 0 to 999999999, later than the second
     */
    public record Time(long seconds, int nanos) {}

    /** A device number. */
    public record Device(long major, long minor) {
        public static final Device NONE = new Device(0, 0);
    }
}
