package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.kaappliance.config.ByteSize;

/** How large the machines' disks are. */
public final class DiskSizes {
    private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");
    private static final int SECTOR = 512; // the kernel's unit in sysfs, whatever the disk's own is
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private DiskSizes() {}

    /**
     * A disk for each drive: as given; else as large as the golden one; else, where that is not known, a quarter more than the least that fits, in whole GiB. Pure.
     *
     * @param smallestMib the drives that are cloned, in order, each with the least that fits
     * @param given one for each drive, the last one for all further ones; none for the golden drives' own sizes
     * @param golden the size of a golden drive in bytes, where it is known
     */
    public static List<VirtualDisk> of(
            Map<String, Long> smallestMib, List<ByteSize> given, Function<String, OptionalLong> golden) {
        List<VirtualDisk> disks = new ArrayList<>();
        smallestMib.forEach((drive, smallest) -> {
            long roomy = (smallest * MIB * 5 / 4 + GIB - 1) / GIB * GIB;
            long bytes = given.isEmpty()
                    ? golden.apply(drive).orElse(roomy)
                    : given.get(Math.min(disks.size(), given.size() - 1)).bytes();
            disks.add(new VirtualDisk(drive, bytes));
        });
        return disks;
    }

    /** The size of a drive of this host, as its kernel says. */
    public static OptionalLong ofThisHost(String drive) {
        Path size = BLOCK_DEVICES.resolve(drive.replace('/', '!')).resolve("size");
        try {
            return Files.exists(size)
                    ? OptionalLong.of(Long.parseLong(Files.readString(size).strip()) * SECTOR)
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
