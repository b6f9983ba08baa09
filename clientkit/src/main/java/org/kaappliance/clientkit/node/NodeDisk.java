package org.kaappliance.clientkit.node;

import java.util.Objects;
import org.kaappliance.clientkit.golden.GoldenDevice;
import org.kaappliance.config.ByteSize;

/**
 * A disk of this machine.
 *
 * @param name without {@code /dev/}: {@code vda}
 * @param connection where it is connected, its path below {@code /sys/devices}: {@code pci0000:00/0000:00:1f.2/ata1/host0/...}
 * @param size its size
 * @param sectorBytes its logical sector
 * @param use whether it may be written
 */
record NodeDisk(String name, String connection, ByteSize size, int sectorBytes, Use use) {
    /** Whether a disk may be written. */
    enum Use {
        FREE,
        MOUNTED,
        /** What hangs on USB is somebody's, even where it does not call itself removable. */
        USB,
        REMOVABLE,
        READ_ONLY
    }

    NodeDisk {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(use, "use");
    }

    String path() {
        return "/dev/" + name;
    }

    String partitionPath(int partition) {
        return GoldenDevice.path(name, partition);
    }
}
