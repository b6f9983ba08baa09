package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rehearsal takes of this host.
 *
 * @param diskBytes in its directory; an estimate: disks are sparse files, which hold what is cloned and what file systems add to it
 * @param memoryBytes of all machines
 */
public record Room(long diskBytes, long memoryBytes) {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final long MIB = 1L << 20;
    /** Journals, tables, the clone's own first writes. */
    private static final long FILE_SYSTEMS_MIB = 512;
    /** State, logs, the appliance. */
    private static final long OWN_MIB = 256;

    /** @param contentBytes that each machine's disks are to hold */
    public static Room of(int machines, int memoryMib, long contentBytes) {
        long disk = contentBytes + contentBytes / 8 + FILE_SYSTEMS_MIB * MIB;
        return new Room(machines * disk + OWN_MIB * MIB, (machines * (long) memoryMib + OWN_MIB) * MIB);
    }

    /** What there is too little of on this host, one line each. */
    public List<String> shortages(Path directory) throws IOException {
        return shortages(directory, Files.getFileStore(directory).getUsableSpace(), availableMemory());
    }

    List<String> shortages(Path directory, long freeBytes, long availableBytes) {
        List<String> shortages = new ArrayList<>();
        if (diskBytes > freeBytes) {
            shortages.add(directory + " has " + mib(freeBytes) + " free, and the machines' disks may take "
                    + mib(diskBytes) + ": fewer machines (-n), or another place (--directory)");
        }
        if (memoryBytes > availableBytes) {
            shortages.add("this host has " + mib(availableBytes) + " of memory free, and the machines take "
                    + mib(memoryBytes) + ": fewer machines (-n), or smaller ones (--memory)");
        }
        return shortages;
    }

    private static String mib(long bytes) {
        return bytes / MIB + " MiB";
    }

    /** What the kernel could give without swapping (proc(5), {@code MemAvailable}). */
    private static long availableMemory() throws IOException {
        return Files.readAllLines(MEMORY).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
