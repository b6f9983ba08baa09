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
import java.util.stream.Stream;

/** This host's packages: each program with its libraries. What the host has not of the file systems, RAID and LVM is left out. */
final class HostToolSource implements ToolSource {
    private static final Path GRUB_PC = Path.of("/usr/lib/grub/i386-pc");
    private static final List<Path> SETTINGS = List.of(Path.of("/usr/share/grub/unicode.pf2"));

    private final Map<String, Path> tools;
    private final SortedMap<String, String> missing;
    private final SortedSet<Path> libraries;

    private HostToolSource(Map<String, Path> tools, SortedMap<String, String> missing, SortedSet<Path> libraries) {
        this.tools = tools;
        this.missing = missing;
        this.libraries = libraries;
    }

    static HostToolSource find() throws KitException {
        ToolList list = ToolList.read();
        Map<String, String> required = new LinkedHashMap<>(list.required());
        required.putAll(BootLoaderParts.programs());
        Map<String, Path> tools = HostTools.find(required);
        BootLoaderParts.require();
        Map<String, Path> present = HostTools.findPresent(list.optional().keySet());
        tools.putAll(present);
        SortedMap<String, String> missing = new TreeMap<>(list.optional());
        missing.keySet().removeAll(present.keySet());
        if (!Files.isRegularFile(GRUB_PC.resolve("boot.img"))) {
            throw new KitException(GRUB_PC + "/boot.img not found: apt install grub-pc-bin");
        }
        return new HostToolSource(tools, missing, SharedLibraries.of(tools.values()));
    }

    @Override
    public List<String> settings() {
        return List.of(tools.keySet().toString());
    }

    /** Those of GRUB are one package and stand for one another. */
    @Override
    public Collection<Path> inputs() {
        SortedSet<Path> inputs = new TreeSet<>(libraries);
        inputs.addAll(tools.values());
        SETTINGS.stream().filter(Files::exists).forEach(inputs::add);
        inputs.addAll(BootLoaderParts.inputs());
        inputs.add(GRUB_PC.resolve("boot.img"));
        return inputs;
    }

    @Override
    public SortedMap<String, String> addTo(FileTree tree, Path work) throws IOException {
        Stage2.mergeFolders(tree);
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
        libraries.forEach(library -> tree.file(library.toString(), FileTree.EXECUTABLE, library));
        return missing;
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
