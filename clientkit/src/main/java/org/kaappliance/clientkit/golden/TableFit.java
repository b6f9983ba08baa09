package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kaappliance.clientkit.golden.PartitionEntry.Level;

/** Shrinks the partitions of one drive until they fit its disk, by the rule of {@link DiskFit}. */
final class TableFit {
    private final DrivePlan drive;
    private final DeviceNeeds needs;
    private final DiskGeometry disk;
    private final Map<Integer, Long> shrunk = new HashMap<>();

    TableFit(DrivePlan drive, DeviceNeeds needs, DiskGeometry disk) {
        this.drive = drive;
        this.needs = needs;
        this.disk = disk;
    }

    /** The table itself when it fits. @throws PlanException when it cannot be made to fit, with both numbers */
    PartitionTable shrunk() throws PlanException {
        long needed = 1 + sum(Level.PRIMARY) + extended();
        long end = disk.endMib(drive.table().label());
        long excess = needed - end;
        if (excess <= 0 || disk.wholeMib() >= needed) {
            return drive.table(); // the layout says what is wrong with an MBR that does not reach so far
        }
        for (PartitionEntry entry : needs.givingWay(drive.table().entries(), e -> Optional.of(device(e)))) {
            long now = entry.mebibytes().orElse(0);
            long gives = Math.min(excess, now - Math.min(now, least(entry)));
            if (gives > 0) {
                shrunk.put(entry.number(), now - gives);
                excess -= gives;
            }
        }
        if (excess > 0) {
            String least = end + excess < needed ? " (" + (end + excess) + " MiB at least)" : "";
            throw new PlanException("drive " + drive.drive() + ": the partitions need " + needed + " MiB" + least
                    + ", the disk has " + end + " MiB (" + disk.size() + ")");
        }
        return new PartitionTable(
                drive.table().label(),
                drive.table().entries().stream().map(this::resized).toList());
    }

    private long extended() {
        List<PartitionEntry> logicals = drive.table().atLevel(Level.LOGICAL);
        long inside = sum(Level.LOGICAL) + logicals.size();
        return drive.table().atLevel(Level.EXTENDED).stream()
                .mapToLong(e -> e.mebibytes().orElse(Math.max(1, inside)))
                .sum();
    }

    private long sum(Level level) {
        return drive.table().atLevel(level).stream()
                .mapToLong(e -> e.mebibytes().orElse(least(e)))
                .sum();
    }

    private long least(PartitionEntry entry) {
        return needs.leastMib(device(entry)).orElse(1);
    }

    private DeviceName device(PartitionEntry entry) {
        return DeviceName.ofPartition(drive.drive(), entry.number());
    }

    private PartitionEntry resized(PartitionEntry entry) {
        Long size = shrunk.get(entry.number());
        if (entry.level() == Level.EXTENDED && !entry.fill()) {
            size = entry.mebibytes().getAsLong() - givenByLogicals();
        }
        return size == null
                ? entry
                : new PartitionEntry(
                        entry.number(), entry.level(), entry.type(), OptionalLong.of(size), entry.name(), entry.uuid());
    }

    private long givenByLogicals() {
        List<Long> gives = new ArrayList<>();
        drive.table().atLevel(Level.LOGICAL).stream()
                .filter(e -> shrunk.containsKey(e.number()))
                .forEach(e -> gives.add(e.mebibytes().getAsLong() - shrunk.get(e.number())));
        return gives.stream().mapToLong(Long::longValue).sum();
    }
}
