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
 * @param drives the drives to recreate, each with its description
 * @param excludedDirs directories of the golden system that stay empty on the nodes
 * @param excludedDrives drives of the golden system that are left alone
 * @param bootLoader {@code grub [arguments]} or {@code none}
 * @param source the root of the golden system, absolute; {@code /} is this host
 * @param maxBytesPerSecond what the chain may take of the network; 0 for what the settings say
 * @param waitSeconds how long a round waits for its nodes; 0 for what the settings say
 * @param retries how many further rounds nodes get that failed
 * @param arming whether the job is over when its nodes are cloned, or stands: then its nodes are cloned at every network boot, and retries counts
 *     nothing; absent in orders from before there were standing ones, which is once
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
        Arming arming) {
    public JobOrder {
        arming = arming == null ? Arming.ONCE : arming;
    }

    /** The same for other machines. @param macs their hardware addresses @param arming says this order, whatever the earlier one was */
    public JobOrder onto(List<MacAddress> macs, Arming arming) {
        return new JobOrder(
                macs.size(),
                macs.stream().map(MacAddress::toString).toList(),
                drives,
                excludedDirs,
                excludedDrives,
                bootLoader,
                source,
                maxBytesPerSecond,
                waitSeconds,
                retries,
                arming);
    }

    /** The same with the rounds' wait of the settings. */
    JobOrder waitingAsSet() {
        return new JobOrder(
                nodes,
                targets,
                drives,
                excludedDirs,
                excludedDrives,
                bootLoader,
                source,
                maxBytesPerSecond,
                0,
                retries,
                arming);
    }

    /**
     * One {@code -p drive desc}.
     *
     * @param name the golden drive, {@code sda}
     * @param desc the text of its description file
     */
    public record Drive(String name, String desc) {}
}
