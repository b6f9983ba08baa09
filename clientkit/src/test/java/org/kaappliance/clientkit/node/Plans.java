package org.kaappliance.clientkit.node;

import java.util.List;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.FinishPlan;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.SeedPlans;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.MacAddress;

/** The seed's golden node on a machine of ours. */
final class Plans {
    static final MacAddress NODE = MacAddress.parse("52:54:00:77:00:01");

    private Plans() {}

    static ClonePlan seed() throws PlanException {
        return SeedPlans.fourPartitions();
    }

    static TargetDisks seedDisks(String disk) throws PlanException {
        return disks(seed().disks(), disk(disk));
    }

    /** A plan with another end. */
    static ClonePlan seedWith(BootLoader bootLoader) throws PlanException {
        ClonePlan seed = seed();
        FinishPlan finish = new FinishPlan(seed.finish().fstab(), bootLoader);
        return new ClonePlan(seed.disks(), seed.content(), finish, List.of());
    }

    static TargetDisks disks(DiskPlan plan, NodeDisk... disks) throws PlanException {
        return DiskMapping.map(plan, NODE, List.of(disks));
    }

    static NodeDisk disk(String name) {
        return new NodeDisk(name, "pci0/" + name, ByteSize.ofMebibytes(80_000), 512, NodeDisk.Use.FREE);
    }
}
