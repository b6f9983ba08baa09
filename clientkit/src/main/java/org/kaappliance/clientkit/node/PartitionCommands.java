package org.kaappliance.clientkit.node;

import java.util.List;

/** Command lines that erase a disk and give it its partitions. Pure. */
final class PartitionCommands {
    private PartitionCommands() {}

    /** Removes what could be taken for a file system or a boot sector, so that a disk that is left half-way does not boot. */
    static List<List<String>> wipe(NodeDisk disk) {
        return List.of(
                List.of("wipefs", "--all", "--force", "--quiet", disk.path()),
                List.of("dd", "if=/dev/zero", "of=" + disk.path(), "bs=1M", "count=1", "conv=fsync", "status=none"));
    }

    /** Takes the script of {@link org.kaappliance.clientkit.golden.PartitionPlan#sfdiskScript} as its input. */
    static List<String> sfdisk(NodeDisk disk) {
        return List.of("sfdisk", "--quiet", "--wipe", "always", "--wipe-partitions", "always", disk.path());
    }

    /**
     * Tells the kernel, where {@code sfdisk} could not; changes nothing where it could. The range is needed: without one partx (util-linux
     * 2.38) stops at the count of partitions, which logical numbers exceed.
     */
    static List<String> tellKernel(TargetDrive drive) {
        int last = drive.layout().partitions().stream()
                .mapToInt(p -> p.entry().number())
                .max()
                .orElseThrow();
        return List.of("partx", "--update", "--nr", "1:" + last, drive.disk().path());
    }
}
