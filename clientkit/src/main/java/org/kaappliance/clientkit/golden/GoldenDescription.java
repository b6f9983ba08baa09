package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This host's drives, described as {@code clone -p} reads them. */
public final class GoldenDescription {
    private final DiskPlan plan;
    private final List<String> warnings;

    private GoldenDescription(DiskPlan plan, List<String> warnings) {
        this.plan = plan;
        this.warnings = warnings;
    }

    /**
     * Reads this host.
     *
     * @param drives those that are wanted, without {@code /dev/}; empty: all with a mounted file system
     * @throws PlanException when a drive cannot be described, or there is none
     * @throws IOException when the host cannot be read
     */
    public static GoldenDescription ofThisHost(Set<String> drives) throws PlanException, IOException {
        return of(LiveDisks.read(new ThisHost(), drives, ""), drives);
    }

    static GoldenDescription of(GoldenFacts facts, Set<String> drives) throws PlanException {
        DiskPlan plan = DescribedDisks.on(drives.isEmpty() ? DescribedDisks.inUse(facts.here()) : drives, facts.here());
        if (plan.drives().isEmpty()) {
            List<String> problems = new ArrayList<>(List.of(
                    "no drive of this host has a partition table and a mounted file system: name one with --drive"));
            problems.addAll(facts.warnings());
            throw new PlanException(problems);
        }
        return new GoldenDescription(plan, facts.warnings());
    }

    /** What could not be described, one line each. */
    public List<String> warnings() {
        return warnings;
    }

    /** The fuller format: all that there is to know. */
    public String full() {
        return "# What clones get; edit it, and give it to 'clone -p'. Sizes are in MiB, 'fill' takes all that is left.\n\n"
                + DescriptionText.of(plan);
    }

    /**
     * The seed's format.
     *
     * @throws PlanException when it is not one drive with an MBR, numbered as that format numbers
     */
    public String desc() throws PlanException {
        if (plan.drives().size() != 1) {
            throw new PlanException("this format describes one drive, and there are "
                    + plan.drives().stream().map(DrivePlan::drive).collect(Collectors.joining(", "))
                    + ": name one with --drive, or use --full");
        }
        DrivePlan drive = plan.drives().get(0);
        if (drive.table().label() != DiskLabel.DOS) {
            throw new PlanException(
                    "drive " + drive.drive() + " has a GPT, and this format describes an MBR: use --full");
        }
        List<String> lines = drive.table().descLines();
        String bare = String.join("\n", lines);
        if (!numbers(PartitionTable.parseDesc(bare)).equals(numbers(drive.table()))) {
            throw new PlanException("the partitions of " + drive.drive() + " stand in the order "
                    + numbers(drive.table()) + ", which this format cannot say: use --full");
        }
        StringBuilder text = new StringBuilder("# drive " + drive.drive() + "\n");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i)
                    .replaceFirst("type83 ", "linux ")
                    .replaceFirst("type82 ", "swap ")
                    .replaceFirst("type5 ", "extended ");
            String comment = comment(drive.table().entries().get(i), drive.drive());
            text.append(String.format("%-24s # %s\n", line, comment));
        }
        return text.toString();
    }

    private static List<Integer> numbers(PartitionTable table) {
        return table.entries().stream().map(PartitionEntry::number).toList();
    }

    private String comment(PartitionEntry entry, String drive) {
        DeviceName device = DeviceName.ofPartition(drive, entry.number());
        Optional<Volume> volume =
                plan.volumes().stream().filter(v -> v.device().equals(device)).findFirst();
        Stream<String> of = volume.stream()
                .flatMap(v -> Stream.concat(
                        Stream.concat(
                                v.mountPoint().stream(), v.subvolumes().stream().flatMap(s -> s.mountPoint().stream())),
                        Stream.of(v.type().text())));
        Stream<String> layer = plan.layers().stream()
                .filter(l -> l.members().contains(device))
                .map(l -> "of " + l.device().map(DeviceName::text).orElse("a volume group"));
        return Stream.concat(Stream.of(device.text()), Stream.concat(of, layer))
                .collect(Collectors.joining(" "))
                .replaceAll("\\p{Cntrl}", "?");
    }
}
