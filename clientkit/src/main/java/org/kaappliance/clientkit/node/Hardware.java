package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The kernel modules that this machine works by.
 *
 * @param disks of its disks and all that lies between them and the bus
 * @param cards of its network cards, in the order of their names; one with several names counts once each
 */
record Hardware(Set<String> disks, List<String> cards) {
    Hardware {
        disks = new TreeSet<>(disks);
        cards = List.copyOf(cards);
    }

    /**
     * Asks the kernel.
     *
     * @param sysfs {@code /sys}
     */
    static Hardware of(Path sysfs, Collection<NodeDisk> disks) throws IOException {
        Path sys = sysfs.toRealPath();
        Set<String> modules = new TreeSet<>();
        for (NodeDisk disk : disks) {
            modules.addAll(drivers(sys, sys.resolve("devices").resolve(disk.connection())));
        }
        List<String> cards = new ArrayList<>();
        for (Path card : cards(sys.resolve("class/net"))) {
            List<String> own = drivers(sys, card.resolve("device").toRealPath());
            own.stream().findFirst().ifPresent(cards::add);
        }
        return new Hardware(modules, cards);
    }

    private static List<Path> cards(Path net) throws IOException {
        List<Path> cards = new ArrayList<>();
        if (Files.isDirectory(net)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(net)) {
                for (Path card : all) {
                    if (Files.exists(card.resolve("device"))) {
                        cards.add(card);
                    }
                }
            }
        }
        cards.sort(null);
        return cards;
    }

    /** The modules of a device and of those that it hangs on, nearest first. What is built in has none. */
    private static List<String> drivers(Path sys, Path device) throws IOException {
        List<String> modules = new ArrayList<>();
        for (Path at = device; at != null && at.startsWith(sys); at = at.getParent()) {
            Path module = at.resolve("driver/module");
            if (Files.exists(module)) {
                String name = module.toRealPath().getFileName().toString();
                if (!modules.contains(name)) {
                    modules.add(name);
                }
            }
        }
        return modules;
    }
}
