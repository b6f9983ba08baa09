package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.List;

/** Command lines that erase a disk and give it its partitions. Pure. */
final class PartitionCommands {
    private static final int MIB = 1 << 20;

    private PartitionCommands() {}

    /**
     * Removes what could be taken for a file system, a member of an array or a boot sector, so that a disk that is left half-way does not boot and nothing
     * old comes back: the signatures in the old partitions, then those of the disk, its first and its last MiB (the copy of a GPT, old superblocks of arrays).
     *
     * @param partitions device files of the old partitions
     */
    static List<List<String>> wipe(NodeDisk disk, List<String> partitions) {
        List<List<String>> commands = new ArrayList<>();
        for (String device : partitions) {
            commands.add(List.of("wipefs", "--all", "--force", "--quiet", device));
        }
        commands.add(List.of("wipefs", "--all", "--force", "--quiet", disk.path()));
        long sectors = disk.size().bytes() / disk.sectorBytes();
        long perMib = MIB / disk.sectorBytes();
        commands.add(zero(disk, MIB, 1, 0));
        commands.add(zero(disk, disk.sectorBytes(), perMib, Math.max(0, sectors - perMib)));
        return commands;
    }

    private static List<String> zero(NodeDisk disk, long blockBytes, long count, long seek) {
        return List.of(
                "dd",
                "if=/dev/zero",
                "of=" + disk.path(),
                "bs=" + blockBytes,
                "count=" + count,
                "seek=" + seek,
                "conv=notrunc,fsync",
                "status=none");
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
