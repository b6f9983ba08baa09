package org.kaappliance.clientkit.kit;

import java.nio.file.Path;
import java.util.List;

/** The host's static busybox. */
record Busybox(Path program, List<String> applets) {
    private static final List<String> PATH = List.of("usr/sbin/", "usr/bin/", "sbin/", "bin/");

    static Busybox ofHost() throws KitException {
        Path program = HostTools.find("busybox", "busybox-static");
        if (!SharedLibraries.of(List.of(program)).isEmpty()) {
            throw new KitException(program + " is not static: apt install busybox-static");
        }
        List<String> applets = HostCommand.output(List.of(program.toString(), "--list"))
                .lines()
                .toList();
        for (String needed : List.of("sh", "modprobe", "udhcpc", "ip", "tar", "reboot", "chroot")) {
            if (!applets.contains(needed)) {
                throw new KitException(program + " has no " + needed + ": apt install busybox-static");
            }
        }
        return new Busybox(program, applets);
    }

    /** Puts it into {@code usr/bin}, with a link for every applet that the tree has no program for. */
    void addTo(FileTree tree) {
        tree.file("usr/bin/busybox", FileTree.EXECUTABLE, program);
        for (String applet : applets) {
            if (PATH.stream().noneMatch(folder -> tree.contains(folder + applet))) {
                tree.link("usr/bin/" + applet, "busybox");
            }
        }
    }
}
