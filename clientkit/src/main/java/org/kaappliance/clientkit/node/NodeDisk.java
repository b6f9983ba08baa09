package org.kaappliance.clientkit.node;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.golden.DiskGeometry;
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
 * @param identity what it says of itself
 */
record NodeDisk(String name, String connection, ByteSize size, int sectorBytes, Use use, Identity identity) {
    private static final Pattern PCI = Pattern.compile(".*/([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])(?:/(.*))?");

    /**
     * What a disk says of itself; empty where it says nothing.
     *
     * @param serial its serial number, as its label has it
     * @param model its maker and type
     * @param wwn its world-wide name, as the kernel writes it
     */
    record Identity(String serial, String model, String wwn) {
        static final Identity NONE = new Identity("", "", "");
    }

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
        Objects.requireNonNull(identity, "identity");
    }

    /** One that says nothing of itself. */
    NodeDisk(String name, String connection, ByteSize size, int sectorBytes, Use use) {
        this(name, connection, size, sectorBytes, use, Identity.NONE);
    }

    /** For people: {@code vda 2GiB}, and its serial number where it has one. */
    String described() {
        return name + " " + size + (identity.serial().isEmpty() ? "" : " serial " + identity.serial());
    }

    DiskGeometry geometry() {
        return new DiskGeometry(size, sectorBytes);
    }

    /** Where it is connected, by the last PCI function on the way: {@code pci-0000:00:1f.2/ata1/host0/...}. */
    String busPath() {
        Matcher m = PCI.matcher("/" + connection);
        if (!m.matches()) {
            return connection;
        }
        return "pci-" + m.group(1) + (m.group(2) == null ? "" : "/" + m.group(2));
    }

    String path() {
        return "/dev/" + name;
    }

    String partitionPath(int partition) {
        return GoldenDevice.path(name, partition);
    }
}
