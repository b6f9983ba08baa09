package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.JsonNode;

/** Bytes that a machine has read from and written to its disks since it was switched on. */
record DiskUse(long readBytes, long writtenBytes) {
    static final DiskUse NONE = new DiskUse(0, 0);

    /** Out of QEMU's {@code query-blockstats}; what is not a disk of the plan (the variables of UEFI) does not count. */
    static DiskUse of(JsonNode devices) {
        long read = 0;
        long written = 0;
        for (JsonNode device : devices) {
            if (device.path("device").asText().startsWith("disk")) {
                read += device.path("stats").path("rd_bytes").asLong();
                written += device.path("stats").path("wr_bytes").asLong();
            }
        }
        return new DiskUse(read, written);
    }

    /** What came since then. */
    DiskUse since(DiskUse then) {
        return new DiskUse(readBytes - then.readBytes, writtenBytes - then.writtenBytes);
    }
}
