package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What would travel to every node, for people who ask before it does. */
final class PlannedStreams {
    private PlannedStreams() {}

    /** One line for each stream. */
    static List<String> of(CheckedOrder checked, Path kitDirectory) {
        long order = checked.plan()
                .encode("1", checked.nodes().stream().map(node -> node.mac()).toList())
                .length;
        return List.of(
                "+ Streams :",
                "     getstage2 : the tools, " + size(kitDirectory.resolve("stage2.tar")),
                "     kainstall1 : this plan, " + order + " bytes",
                "     kainstall2 : the files, about "
                        + mib(checked.plan().disks().usedBytes()));
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
