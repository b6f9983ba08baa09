package org.kaappliance.appliance.job;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.kaappliance.config.MacAddress;

/**
 * What {@code clone} asks for, as it crosses the control socket and as it is kept with the job.
 *
 * @param nodes how many nodes are to be cloned, 1 or more
 * @param targets names or hardware addresses of the nodes; empty for all known machines, which must then be {@code nodes}
 *     many
 * @param drives the drives to recreate, each with its description
 * @param excludedDirs directories of the golden system that stay empty on the nodes
 * @param excludedDrives drives of the golden system that are left alone
 * @param bootLoader {@code grub [arguments]} or {@code none}
 * @param source the root of the golden system, absolute; {@code /} is this host
 * @param maxBytesPerSecond what the chain may take of the network; 0 for what the settings say
 * @param waitSeconds how long a round waits for its nodes; 0 for what the settings say
 * @param retries how many further rounds nodes get that failed
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
        String verify) {
    public JobOrder {
        verify = verify == null ? "full" : verify;
    }

    /** The same for other machines. @param macs their hardware addresses */
    JobOrder onto(List<MacAddress> macs) {
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
                verify);
    }

    /**
     * One {@code -p drive desc}.
     *
     * @param name the golden drive, {@code sda}
     * @param desc the text of its description file
     */
    public record Drive(String name, String desc) {}
}
