package org.kaappliance.clientkit.golden;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the node program can make on a partition. */
public enum FileSystemType {
    EXT2,
    EXT3,
    EXT4,
    SWAP;

    /** The third field of fstab: {@code ext4}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a file system that is not supported yet. */
    public static Optional<FileSystemType> ofText(String text) {
        return Stream.of(values()).filter(type -> type.text().equals(text)).findFirst();
    }
}
