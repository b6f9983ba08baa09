package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The tree that a node receives into memory and changes its root to for every disk tool: GNU tar, partitioning, file systems, swap,
 * RAID, LVM, GRUB, with the libraries and kernel modules that they need, and busybox for the rest.
 */
final class Stage2 {
    private final ToolSource tools;
    private final Busybox busybox;
    private final HostKernel kernel;
    private SortedMap<String, String> missing = Collections.emptySortedMap();

    private Stage2(ToolSource tools, Busybox busybox, HostKernel kernel) {
        this.tools = tools;
        this.busybox = busybox;
        this.kernel = kernel;
    }

    /** With the programs of this host, or of a tree that the request names. */
    static Stage2 of(KitSpec spec, Busybox busybox, HostKernel kernel) throws KitException {
        ToolSource tools =
                spec.tools().isPresent() ? TreeToolSource.of(spec.tools().get()) : HostToolSource.find();
        return new Stage2(tools, busybox, kernel);
    }

    /** Optional programs that the last {@link #tree} lacks, and the Debian package of each. */
    SortedMap<String, String> missing() {
        return missing;
    }

    /** What it is made from besides {@link #inputs}. */
    List<String> settings() throws KitException {
        return Stream.concat(
                        tools.settings().stream(),
                        Stream.of(
                                Resources.STAGE2_TOOLS.text(),
                                Resources.STAGE2_MODULES.text(),
                                Resources.MKE2FS.text(),
                                Resources.LVM.text()))
                .toList();
    }

    /** The host's files that it is made from. */
    Collection<Path> inputs() {
        SortedSet<Path> inputs = new TreeSet<>(tools.inputs());
        inputs.add(busybox.program());
        return inputs;
    }

    /** @param work an empty folder that is there until the archive is written */
    FileTree tree(Path work, Consumer<String> progress) throws KitException {
        FileTree tree = new FileTree();
        try {
            missing = new TreeMap<>(tools.addTo(tree, Files.createDirectories(work.resolve("tools"))));
            addLayout(tree);
            ModulePatterns modules = ModulePatterns.parse(Resources.STAGE2_MODULES.lines());
            Path folder = Files.createDirectories(work.resolve("modules"));
            new ModuleSet("stage 2", kernel, modules).addTo(tree, folder, progress);
            JavaLayer.addLocale(tree);
        } catch (IOException e) {
            throw new KitException("cannot collect stage 2: " + e.getMessage(), e);
        }
        busybox.addTo(tree);
        return tree;
    }

    /** Our own settings stand in the place of those that a tree brings: no udev runs on a node, and clones are made to be read by old kernels. */
    private static void addLayout(FileTree tree) {
        mergeFolders(tree);
        for (String folder : List.of("dev", "etc", "mnt/disk", "proc", "root", "run", "sys")) {
            tree.directory(folder, FileTree.EXECUTABLE);
        }
        tree.directory("tmp", 01777).directory("var/tmp", 01777);
        addUnlessThere(tree, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        addUnlessThere(tree, "etc/group", "root:x:0:\ndisk:x:6:\n");
        tree.file("etc/mke2fs.conf", FileTree.PLAIN, Resources.MKE2FS.text());
        tree.file("etc/lvm/lvm.conf", FileTree.PLAIN, Resources.LVM.text());
        tree.link("etc/mtab", "../proc/self/mounts");
    }

    /** {@code bin -> usr/bin} and the like, where the tree does not have it otherwise. */
    static void mergeFolders(FileTree tree) {
        Stream.of("bin", "sbin", "lib", "lib64")
                .filter(folder -> !tree.contains(folder))
                .forEach(folder ->
                        tree.directory("usr/" + folder, FileTree.EXECUTABLE).link(folder, "usr/" + folder));
    }

    private static void addUnlessThere(FileTree tree, String path, String text) {
        if (!tree.contains(path)) {
            tree.file(path, FileTree.PLAIN, text);
        }
    }
}
