package org.kaappliance.clientkit.golden;

/**
 * A whole drive that travels as blocks.
 *
 * @param neededBytes what a node's disk has to have: up to the end of the last partition, and the copy of a GPT
 * @param usedBytes about how much travels
 * @param sectorBytes its logical sector, which a node's disk has to have too
 */
public record DriveImage(long neededBytes, long usedBytes, int sectorBytes) {
    /** @throws PlanException when a disk cannot take it */
    void requireRoom(String drive, DiskGeometry disk) throws PlanException {
        if (disk.size().bytes() < neededBytes) {
            throw new PlanException("drive " + drive + ": the image needs " + neededBytes + " bytes, the disk has "
                    + disk.size().bytes() + " (" + disk.size() + ")");
        }
        if (disk.sectorBytes() != sectorBytes) {
            throw new PlanException("drive " + drive + ": the image is of a disk with sectors of " + sectorBytes
                    + " bytes, the disk has sectors of " + disk.sectorBytes()
                    + ": partition tables and file systems count in them");
        }
    }
}
