package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The tree that a node receives into memory and changes its root to for every disk tool: GNU tar, partitioning, file systems, swap,
 * RAID, LVM, GRUB for BIOS, with the libraries and kernel modules that they need, and busybox for the rest. What this host has not of
 * the file systems, RAID and LVM is left out.
 */
final class Stage2 {
    private static final Path GRUB_PC = Path.of("/usr/lib/grub/i386-pc");
    private static final List<Path> SETTINGS = List.of(Path.of("/usr/share/grub/unicode.pf2"));

    private final Map<String, Path> tools;
    private final SortedMap<String, String> missing;
    private final SortedSet<Path> libraries;
    private final Busybox busybox;
    private final HostKernel kernel;

    private Stage2(
            Map<String, Path> tools,
            SortedMap<String, String> missing,
            SortedSet<Path> libraries,
            Busybox busybox,
            HostKernel kernel) {
        this.tools = tools;
        this.missing = missing;
        this.kernel = kernel;
        this.libraries = libraries;
        this.busybox = busybox;
    }

    static Stage2 ofHost(Busybox busybox, HostKernel kernel) throws KitException {
        Map<String, String> required = new LinkedHashMap<>();
        SortedMap<String, String> optional = new TreeMap<>();
        for (String line : Resources.STAGE2_TOOLS.lines()) {
            String[] words = line.split("\\s+");
            (words.length > 2 && words[2].equals("optional") ? optional : required).put(words[0], words[1]);
        }
        required.putAll(BootLoaderParts.programs());
        Map<String, Path> tools = HostTools.find(required);
        BootLoaderParts.require();
        Map<String, Path> present = HostTools.findPresent(optional.keySet());
        tools.putAll(present);
        optional.keySet().removeAll(present.keySet());
        if (!Files.isRegularFile(GRUB_PC.resolve("boot.img"))) {
            throw new KitException(GRUB_PC + "/boot.img not found: apt install grub-pc-bin");
        }
        return new Stage2(tools, optional, SharedLibraries.of(tools.values()), busybox, kernel);
    }

    /** Optional programs that this host lacks, and the Debian package of each. */
    SortedMap<String, String> missing() {
        return missing;
    }

    /** What it is made from besides {@link #inputs}. */
    List<String> settings() {
        return List.of(
                tools.keySet().toString(),
                Resources.STAGE2_TOOLS.text(),
                Resources.STAGE2_MODULES.text(),
                Resources.MKE2FS.text(),
                Resources.LVM.text());
    }

    /** The host's files that it is made from; those of GRUB are one package and stand for one another. */
    Collection<Path> inputs() {
        SortedSet<Path> inputs = new TreeSet<>(libraries);
        inputs.addAll(tools.values());
        SETTINGS.stream().filter(Files::exists).forEach(inputs::add);
        inputs.addAll(BootLoaderParts.inputs());
        inputs.add(busybox.program());
        inputs.add(GRUB_PC.resolve("boot.img"));
        return inputs;
    }

    /** @param work an empty folder that is there until the archive is written */
    FileTree tree(Path work, Consumer<String> progress) throws KitException {
        FileTree tree = layout();
        try {
            ModulePatterns modules = ModulePatterns.parse(Resources.STAGE2_MODULES.lines());
            new ModuleSet("stage 2", kernel, modules).addTo(tree, work, progress);
            for (Map.Entry<String, Path> tool : tools.entrySet()) {
                addProgram(tree, tool.getValue());
            }
            for (Path file : grubFiles()) {
                tree.file(file.toString(), FileTree.PLAIN, file);
            }
            for (Path file : SETTINGS) {
                if (Files.exists(file)) {
                    tree.file(file.toString(), FileTree.PLAIN, file);
                }
            }
            BootLoaderParts.addTo(tree);
            JavaLayer.addLocale(tree);
        } catch (IOException e) {
            throw new KitException("cannot collect stage 2: " + e.getMessage(), e);
        }
        libraries.forEach(library -> tree.file(library.toString(), FileTree.EXECUTABLE, library));
        busybox.addTo(tree);
        return tree;
    }

    private static FileTree layout() {
        FileTree tree = new FileTree();
        for (String folder : List.of("dev", "etc", "mnt/disk", "proc", "root", "run", "sys")) {
            tree.directory(folder, FileTree.EXECUTABLE);
        }
        for (String folder : List.of("bin", "sbin", "lib", "lib64")) {
            tree.directory("usr/" + folder, FileTree.EXECUTABLE).link(folder, "usr/" + folder);
        }
        tree.directory("tmp", 01777).directory("var/tmp", 01777);
        tree.file("etc/passwd", FileTree.PLAIN, "root:x:0:0:root:/root:/bin/sh\n");
        tree.file("etc/group", FileTree.PLAIN, "root:x:0:\ndisk:x:6:\n");
        tree.file("etc/mke2fs.conf", FileTree.PLAIN, Resources.MKE2FS.text());
        tree.file("etc/lvm/lvm.conf", FileTree.PLAIN, Resources.LVM.text());
        return tree.link("etc/mtab", "../proc/self/mounts");
    }

    /** A program with several names (mkfs.ext4, e2label) is stored once. */
    private static void addProgram(FileTree tree, Path program) throws IOException {
        Path real = program.toRealPath();
        if (program.startsWith(GRUB_PC)) {
            tree.file("usr/sbin/" + program.getFileName(), FileTree.EXECUTABLE, real);
        } else if (real.getFileName().equals(program.getFileName())) {
            tree.file(program.toString(), FileTree.EXECUTABLE, real);
        } else {
            tree.file(real.toString(), FileTree.EXECUTABLE, real);
            tree.link(program.toString(), program.getParent().relativize(real).toString());
        }
    }

    private static List<Path> grubFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(GRUB_PC)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.(mod|lst|img|sh)"))
                    .forEach(files::add);
        }
        return files;
    }
}
