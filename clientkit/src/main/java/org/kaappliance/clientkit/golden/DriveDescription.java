package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A drive of the golden node and the text that describes its partitions (option {@code -p sda desc}).
 *
 * @param drive the golden node's name of it, without {@code /dev/}: {@code sda}
 * @param text the description: the seed's format ({@link PartitionTable#parseDesc}) or the fuller one (docs/adr/014), told by its content
 */
public record DriveDescription(String drive, String text) {
    public DriveDescription {
        Objects.requireNonNull(drive, "drive");
        Objects.requireNonNull(text, "text");
    }

    /** Reads the description from a file; a leading {@code /dev/} of the drive is dropped. */
    public static DriveDescription read(String drive, Path file) throws IOException {
        return new DriveDescription(drive.startsWith("/dev/") ? drive.substring(5) : drive, Files.readString(file));
    }
}
