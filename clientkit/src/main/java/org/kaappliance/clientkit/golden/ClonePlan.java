package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.kaappliance.config.MacAddress;

/**
 * What is made of every node: drives, file systems, fstab, boot loader.
 *
 * @param drives what is written; each is mapped to a disk of the node
 * @param fstab the clone's whole fstab, as {@link org.kaappliance.clientkit.text.ByteText}; it names file systems by UUID or label, never by device, because a node's disk may have another name
 * @param mounts the golden node's mount points as fstab has them, by golden device, for {@link #summary()}
 * @param excludedDirs absolute paths whose content is not in the stream
 * @param bootLoader what makes it boot
 * @param warnings what the operator should know, one line each
 */
public record ClonePlan(
        List<DrivePlan> drives,
        String fstab,
        List<MountLine> mounts,
        List<String> excludedDirs,
        BootLoader bootLoader,
        List<String> warnings) {
    public ClonePlan {
        drives = List.copyOf(drives);
        Objects.requireNonNull(fstab, "fstab");
        mounts = List.copyOf(mounts);
        excludedDirs = List.copyOf(excludedDirs);
        Objects.requireNonNull(bootLoader, "bootLoader");
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the golden system and plans; also checks that its files can be streamed.
     *
     * @throws PlanException with every problem
     * @throws IOException when the golden system cannot be read
     */
    public static ClonePlan plan(CloneRequest request) throws PlanException, IOException {
        ClonePlan plan = ClonePlanner.plan(request, GoldenFacts.read(request), UUID::randomUUID);
        List<String> problems = GoldenSource.problems(request.source(), plan.includedMountPoints(), TarCommand.PROGRAM);
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        return plan;
    }

    /** The text of session {@code kainstall1-<job>}. */
    public byte[] encode(String job, Collection<MacAddress> macs) {
        return CloneOrderText.encode(new CloneOrder(job, new TreeSet<>(macs), this));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws PlanException when it is cut, changed, of another version, or not one
     */
    public static CloneOrder decode(byte[] text) throws PlanException {
        return CloneOrderText.decode(text);
    }

    /** The mount points whose files travel, {@code /} first. */
    public List<String> includedMountPoints() {
        return drives.stream()
                .flatMap(drive -> drive.volumes().stream())
                .flatMap(volume -> volume.mountPoint().stream())
                .sorted()
                .toList();
    }

    /** What the seed's {@code ka-d.sh} prints before it starts. */
    public List<String> summary() {
        return PlanSummary.of(this);
    }
}
