package org.kaappliance.appliance.job;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;

/**
 * What {@code clone} asks for, as it crosses the control socket and as it is kept with the job.
 *
 * @param nodes how many nodes are to be cloned; 0 for as many as are named
 * @param targets names, hardware addresses, groups or patterns of the nodes, as it is kept hardware addresses alone; empty for all known machines, which must then be {@code nodes}
 *     many
 * @param drives the drives to recreate, each with its description; empty for a live golden node as it is
 * @param excludedDirs directories of the golden system that stay empty on the nodes
 * @param excludedDrives drives of the golden system that are left alone
 * @param bootLoader {@code grub [arguments]} or {@code none}
 * @param source the root of the golden system, absolute; {@code /} is this host
 * @param maxBytesPerSecond what the chain may take of the network; 0 for what the settings say
 * @param waitSeconds how long a round waits for its nodes; 0 for what the settings say
 * @param retries how many further rounds nodes get that failed
 * @param arming whether the job is over when its nodes are cloned, or stands: then its nodes are cloned at every network boot, and retries counts
 *     nothing; absent in orders from before there were standing ones, which is once
 * @param raw what is copied as it is; orders of earlier versions have none
 * @param verify what the nodes read back: {@code full}, {@code sample} or {@code none}; null, in orders of before it could be said, for full
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobOrder(
        int nodes,
        List<String> targets,
        List<Drive> drives,
        List<String> excludedDirs,
        List<String> excludedDrives,
        String bootLoader,
        String source,
        long maxBytesPerSecond,
        long waitSeconds,
        int retries,
        Arming arming,
        Raw raw,
        String verify) {
    /** An order that comes out of the store or over the socket may lack what is younger than it. */
    public JobOrder {
        targets = targets == null ? List.of() : List.copyOf(targets);
        drives = drives == null ? List.of() : List.copyOf(drives);
        excludedDirs = excludedDirs == null ? List.of() : List.copyOf(excludedDirs);
        excludedDrives = excludedDrives == null ? List.of() : List.copyOf(excludedDrives);
        arming = arming == null ? Arming.ONCE : arming;
        raw = raw == null ? Raw.NONE : raw;
        verify = verify == null ? "full" : verify;
    }

    /** One of which only files travel, and are read back in full. */
    public JobOrder(
            int nodes,
            List<String> targets,
            List<Drive> drives,
            List<String> excludedDirs,
            List<String> excludedDrives,
            String bootLoader,
            String source,
            long maxBytesPerSecond,
            long waitSeconds,
            int retries,
            Arming arming) {
        this(
                nodes,
                targets,
                drives,
                excludedDirs,
                excludedDrives,
                bootLoader,
                source,
                maxBytesPerSecond,
                waitSeconds,
                retries,
                arming,
                Raw.NONE,
                "full");
    }

    /** The same for other machines. @param macs their hardware addresses @param arming says this order, whatever the earlier one was */
    public JobOrder onto(List<MacAddress> macs, Arming arming) {
        List<String> named = macs.stream().map(MacAddress::toString).toList();
        return with(named.size(), named, waitSeconds, arming);
    }

    /** The same with the rounds' wait of the settings. */
    JobOrder waitingAsSet() {
        return with(nodes, targets, 0, arming);
    }

    private JobOrder with(int nodes, List<String> targets, long waitSeconds, Arming arming) {
        return new JobOrder(
                nodes,
                targets,
                drives,
                excludedDirs,
                excludedDrives,
                bootLoader,
                source,
                maxBytesPerSecond,
                waitSeconds,
                retries,
                arming,
                raw,
                verify);
    }

    /**
     * What travels beside the files.
     *
     * @param takenBootCode drives of the golden node whose boot code is copied ({@code -m})
     * @param bootCode given boot code ({@code -M}), in base64
     * @param partitions what is copied as it is ({@code -D}), without {@code /dev/}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Raw(List<String> takenBootCode, List<BootCode> bootCode, List<String> partitions) {
        public static final Raw NONE = new Raw(List.of(), List.of(), List.of());

        public Raw {
            takenBootCode = takenBootCode == null ? List.of() : List.copyOf(takenBootCode);
            bootCode = bootCode == null ? List.of() : List.copyOf(bootCode);
            partitions = partitions == null ? List.of() : List.copyOf(partitions);
        }
    }

    /** One {@code -M drive file}. */
    public record BootCode(String drive, String base64) {}

    /**
     * One {@code -p drive desc}.
     *
     * @param name the golden drive, {@code sda}
     * @param desc the text of its description file
     */
    public record Drive(String name, String desc) {}
}
