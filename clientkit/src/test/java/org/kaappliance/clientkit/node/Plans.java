package org.kaappliance.clientkit.node;

import java.util.List;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.SeedPlans;
import org.kaappliance.config.ByteSize;

/** The seed's golden node on a machine of ours. */
final class Plans {
    private Plans() {}

    static ClonePlan seed() throws PlanException {
        return SeedPlans.fourPartitions();
    }

    static List<TargetDrive> seedDrives(String disk) throws PlanException {
        return DiskMapping.map(seed().drives(), List.of(disk(disk)));
    }

    static NodeDisk disk(String name) {
        return new NodeDisk(name, "pci0/" + name, ByteSize.ofMebibytes(80_000), 512, NodeDisk.Use.FREE);
    }
}
