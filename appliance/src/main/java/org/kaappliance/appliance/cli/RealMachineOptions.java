package org.kaappliance.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code clone} that speak of real machines: a rehearsal takes them, so that the command stays the same, and says that it does not rehearse them. */
final class RealMachineOptions {
    @Option(
            names = "--nodes",
            paramLabel = "NODE[,NODE]",
            description = "not rehearsed: virtual machines stand for them")
    private List<String> targets = List.of();

    @Mixin
    private DiskOptions disks;

    @Option(names = "--standing", description = "not rehearsed: the machines are cloned once")
    private boolean standing;

    @Option(names = "--yes", description = "nothing is asked: no real disk is written")
    private boolean yes;

    /** What of it is not rehearsed, in words. */
    List<String> notRehearsed() {
        List<String> left = new ArrayList<>();
        if (!targets.isEmpty()) {
            left.add("--nodes: virtual machines stand for " + String.join(",", targets));
        }
        if (!disks.disks().rules().isEmpty()) {
            left.add("--disk: which disk of a real machine is taken");
        }
        if (!disks.disks().confirmed().isEmpty()) {
            left.add("--confirm-disk: the serial numbers of real disks");
        }
        if (standing) {
            left.add("--standing: the machines are cloned once");
        }
        return left;
    }
}
