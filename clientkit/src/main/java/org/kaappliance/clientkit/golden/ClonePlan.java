package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.kaappliance.clientkit.system.SystemTree;
import org.kaappliance.config.MacAddress;

/**
 * What is made of every node.
 *
 * @param disks partitions, layers and file systems
 * @param content what travels
 * @param finish what is done at the end
 * @param warnings what the operator should know, one line each
 */
public record ClonePlan(DiskPlan disks, ContentPlan content, FinishPlan finish, List<String> warnings) {
    public ClonePlan {
        Objects.requireNonNull(disks, "disks");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(finish, "finish");
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the golden system and plans; also checks that its files can be streamed.
     *
     * @throws PlanException with every problem
     * @throws IOException when the golden system cannot be read
     */
    public static ClonePlan plan(CloneRequest request) throws PlanException, IOException {
        List<DrivePlan> images = ImageDrives.read(request);
        if (!request.carriesFiles()) {
            return ImageDrives.only(request, images);
        }
        return plan(request, GoldenFacts.read(request)).withImages(images);
    }

    /** Of a system whose disks were read already. */
    static ClonePlan plan(CloneRequest request, GoldenFacts facts) throws PlanException, IOException {
        ClonePlan plan = ClonePlanner.plan(request, facts, UUID::randomUUID);
        List<String> problems =
                GoldenSource.problems(request.source(), plan.disks().mountPoints(), TarCommand.PROGRAM);
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        ClonePlan measured = facts.isTree() ? plan.measured(request) : plan;
        return measured.with(new BootLoaderChoice(
                        new SystemTree(request.source().toAbsolutePath().normalize()),
                        BootDisks.esp(plan.disks()).flatMap(Volume::mountPoint))
                .complete(plan.finish()));
    }

    private ClonePlan measured(CloneRequest request) {
        return with(TreeUsage.measure(new ThisHost(), request.source(), disks, content.excludedDirs()));
    }

    ClonePlan withImages(List<DrivePlan> images) {
        List<DrivePlan> drives = new ArrayList<>(disks.drives());
        drives.addAll(images);
        return new ClonePlan(
                new DiskPlan(drives, disks.layers(), disks.volumes(), disks.choice()), content, finish, warnings);
    }

    /** False when only images travel: there is no session {@code kainstall2}, and nothing is done at the end. */
    public boolean carriesFiles() {
        return !disks.mountPoints().isEmpty();
    }

    /** The same with another end. */
    public ClonePlan with(FinishPlan other) {
        return new ClonePlan(disks, content, other, warnings);
    }

    /** The same on other disks. */
    public ClonePlan with(DiskPlan other) {
        return new ClonePlan(other, content, finish, warnings);
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

    /** The drives, in order, each with the mebibytes that a disk for it has at least; an estimate. */
    public Map<String, Long> smallestDisks() {
        DiskNeeds needs = new DiskNeeds(disks);
        Map<String, Long> smallest = new LinkedHashMap<>();
        disks.drives().forEach(drive -> smallest.put(drive.drive(), needs.smallestMib(drive)));
        return smallest;
    }

    /** About how many bytes a node's disks get: what lies in the file systems, and what is copied as it is. */
    public long contentBytes() {
        long images = disks.drives().stream()
                .flatMap(drive -> drive.image().stream())
                .mapToLong(DriveImage::usedBytes)
                .sum();
        return disks.usedBytes()
                + images
                + content.rawPartitions().stream().mapToLong(this::bytes).sum();
    }

    private long bytes(DeviceName device) {
        return disks.image(device).map(DriveImage::usedBytes).orElseGet(() -> partitionBytes(device));
    }

    private long partitionBytes(DeviceName partition) {
        return disks.drives().stream()
                .flatMap(drive -> drive.table().entries().stream()
                        .filter(entry -> DeviceName.ofPartition(drive.drive(), entry.number())
                                .equals(partition)))
                .mapToLong(entry -> entry.mebibytes().orElse(0) << 20)
                .sum();
    }

    /** All of it, as one machine tells another that is to plan further. */
    public byte[] text() {
        return CloneOrderText.encode(this);
    }

    /**
     * Reads what {@link #text} gave.
     *
     * @throws PlanException as {@link #decode}
     */
    public static ClonePlan ofText(byte[] text) throws PlanException {
        return CloneOrderText.decodePlan(text);
    }

    /** Stands for what its streams carry; what is done with them on the nodes does not change it. SHA-256 in hexadecimal digits. */
    public String streamDigest() {
        List<String> carried = new ArrayList<>(disks.mountPoints());
        carried.add("\0");
        carried.addAll(content.excludedDirs());
        carried.add("\0");
        content.rawPartitions().forEach(device -> carried.add(device.text()));
        return CloneOrderText.sha256(String.join("\n", carried).getBytes(StandardCharsets.UTF_8));
    }

    /** What the seed's {@code ka-d.sh} prints before it starts. */
    public List<String> summary() {
        return PlanSummary.of(this);
    }
}
