package org.kaappliance.clientkit.golden;

/**
 * A partition with its exact place, in sectors of its disk.
 *
 * @param entry what was described
 * @param startSector its first sector
 * @param sectors its length
 * @param bootable whether it has the active flag
 */
public record PlannedPartition(PartitionEntry entry, long startSector, long sectors, boolean bootable) {
    /** A line of an sfdisk script: {@code 2 : start=43008, size=102400, type=83, bootable}. */
    String sfdiskLine(DiskLabel label) {
        String line = entry.number() + " : start=" + startSector + ", size=" + sectors + ", type=" + entry.type();
        return switch (label) {
            case DOS -> line + (bootable ? ", bootable" : "");
            case GPT ->
                line
                        + entry.uuid().map(uuid -> ", uuid=" + uuid).orElse("")
                        + entry.name()
                                .map(name -> ", name=\"" + quoted(name) + '"')
                                .orElse("")
                        + (bootable ? ", attrs=\"LegacyBIOSBootable\"" : "");
        };
    }

    /** As sfdisk itself writes names into its dumps. */
    private static String quoted(String name) {
        return name.replace("\\", "\\x5c").replace("\"", "\\x22").replaceAll("\\p{Cntrl}", "_");
    }

    long endSector() {
        return startSector + sectors;
    }
}
