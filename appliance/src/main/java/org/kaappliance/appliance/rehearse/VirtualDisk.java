package org.kaappliance.appliance.rehearse;

/**
 * A disk of a virtual machine: a sparse file.
 *
 * @param drive the golden drive that it stands for, {@code sda}
 * @param bytes its size
 */
public record VirtualDisk(String drive, long bytes) {
    /** How a disk is connected. */
    enum Bus {
        SATA,
        VIRTIO,
        NVME
    }

    public VirtualDisk {
        if (bytes < 1) {
            throw new IllegalArgumentException("a disk of " + bytes + " bytes for " + drive);
        }
    }

    /** The kind that gives the disk the golden drive's kind of name; what has none here is SATA. */
    Bus bus() {
        if (drive.startsWith("vd") || drive.startsWith("xvd")) {
            return Bus.VIRTIO;
        }
        return drive.startsWith("nvme") ? Bus.NVME : Bus.SATA;
    }

    /** Its name in file names: {@code cciss/c0d0} has a slash. */
    String fileName() {
        return drive.replace('/', '!');
    }
}
