package org.kaappliance.appliance.job;

import java.util.List;
import org.kaappliance.pxemenu.Arming;

/** Orders as tests need them. */
public final class JobOrders {
    private JobOrders() {}

    /** A swap area and a root on one drive, no boot loader. @param waitSeconds for the nodes of a round */
    public static JobOrder small(
            JobOrder.Machines machines, String source, JobOrder.Rounds rounds, JobOrder.Disks disks) {
        return new JobOrder(
                machines,
                new JobOrder.Golden(
                        source,
                        List.of(new JobOrder.Drive("sda", "swap 64\nlinux fill\n")),
                        List.of(),
                        List.of(),
                        JobOrder.Raw.NONE),
                new JobOrder.Finish("none", "full"),
                rounds,
                disks);
    }

    /** The same once, with the disks as they are connected. */
    public static JobOrder small(int nodes, List<String> targets, String source, JobOrder.Rounds rounds) {
        return small(new JobOrder.Machines(nodes, targets, Arming.ONCE), source, rounds, JobOrder.Disks.BY_CONNECTION);
    }
}
