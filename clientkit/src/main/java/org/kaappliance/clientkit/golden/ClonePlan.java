package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
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
        ClonePlan plan = ClonePlanner.plan(request, GoldenFacts.read(request), UUID::randomUUID);
        List<String> problems =
                GoldenSource.problems(request.source(), plan.disks().mountPoints(), TarCommand.PROGRAM);
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        ClonePlan measured = request.live() ? plan : plan.measured(request);
        return measured.with(new BootLoaderChoice(
                        new SystemTree(request.source().toAbsolutePath().normalize()),
                        BootDisks.esp(plan.disks()).flatMap(Volume::mountPoint))
                .complete(plan.finish()));
    }

    private ClonePlan measured(CloneRequest request) {
        return with(TreeUsage.measure(new ThisHost(), request.source(), disks, content.excludedDirs()));
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

    /** What the seed's {@code ka-d.sh} prints before it starts. */
    public List<String> summary() {
        return PlanSummary.of(this);
    }
}
