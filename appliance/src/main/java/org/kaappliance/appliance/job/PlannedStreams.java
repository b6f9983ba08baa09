package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;

/** What would travel to every node, for people who ask before it does. */
final class PlannedStreams {
    private PlannedStreams() {}

    /** One line for each stream. */
    static List<String> of(CheckedOrder checked, Path kitDirectory) {
        long order = checked.plan()
                .encode("1", checked.nodes().stream().map(node -> node.mac()).toList())
                .length;
        List<String> lines = new ArrayList<>(List.of(
                "+ Streams :",
                "     getstage2 : the tools, " + size(kitDirectory.resolve("stage2.tar")),
                "     kainstall1 : this plan, " + order + " bytes"));
        if (checked.plan().carriesFiles()) {
            lines.add("     kainstall2 : the files, about "
                    + mib(checked.plan().disks().usedBytes()));
        }
        List<DeviceName> raw = checked.plan().content().rawPartitions();
        for (int i = 0; i < raw.size(); i++) {
            lines.add("     kaimage" + (i + 1) + " : " + blocks(checked.plan().disks(), raw.get(i)));
        }
        return lines;
    }

    private static String blocks(DiskPlan disks, DeviceName device) {
        return disks.image(device)
                .map(image -> "the drive " + device + " as it is, about " + mib(image.usedBytes()))
                .orElse("the used blocks of " + device);
    }

    private static String mib(long bytes) {
        return (bytes + (1 << 20) - 1 >> 20) + " MiB";
    }

    private static String size(Path file) {
        try {
            return mib(Files.size(file));
        } catch (IOException e) {
            return "not there: 'ka-appliance kit build' makes them";
        }
    }
}
