package org.kaappliance.clientkit.golden;

/**
 * A partition with its exact place, in sectors of 512 bytes.
 *
 * @param entry what was described
 * @param startSector its first sector
 * @param sectors its length
 * @param bootable whether it has the active flag
 */
public record PlannedPartition(PartitionEntry entry, long startSector, long sectors, boolean bootable) {
    /** A line of an sfdisk script: {@code 2 : start=43008, size=102400, type=83, bootable}. */
    String sfdiskLine() {
        return entry.number() + " : start=" + startSector + ", size=" + sectors + ", type=" + entry.type()
                + (bootable ? ", bootable" : "");
    }

    long endSector() {
        return startSector + sectors;
    }
}
