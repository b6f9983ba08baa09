package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The kernel modules of a stage, uncompressed, with indexes that busybox's modprobe reads. */
final class ModuleSet {
    /** depmod reads the first two and writes the other two; modprobe of busybox reads these and no binary index. */
    private static final List<String> INDEXES =
            List.of("modules.builtin", "modules.order", "modules.dep", "modules.alias");

    private static final Map<String, String> UNPACKERS = Map.of(".xz", "xz", ".zst", "zstd", ".gz", "gzip");

    private final String stage;
    private final HostKernel kernel;
    private final ModulePatterns patterns;

    /** @param stage for the progress: {@code stage 1} */
    ModuleSet(String stage, HostKernel kernel, ModulePatterns patterns) {
        this.stage = stage;
        this.kernel = kernel;
        this.patterns = patterns;
    }

    void addTo(FileTree tree, Path work, Consumer<String> progress) throws KitException, IOException {
        Path folder = Files.createDirectories(work.resolve("lib/modules").resolve(kernel.version()));
        SortedSet<String> modules = select();
        long bytes = 0;
        for (String module : modules) {
            bytes += Files.size(copy(module, folder));
        }
        for (String index : List.of("modules.builtin", "modules.builtin.modinfo", "modules.order")) {
            if (Files.exists(kernel.modulesDir().resolve(index))) {
                Files.copy(kernel.modulesDir().resolve(index), folder.resolve(index));
            }
        }
        Path depmod = HostTools.find("depmod", "kmod");
        HostCommand.output(List.of(depmod.toString(), "-b", work.toString(), kernel.version()));
        String place = "lib/modules/" + kernel.version() + "/";
        for (String module : modules) {
            tree.file(place + unpackedName(module), FileTree.PLAIN, folder.resolve(unpackedName(module)));
        }
        for (String index : INDEXES) {
            if (Files.exists(folder.resolve(index))) {
                tree.file(place + index, FileTree.PLAIN, folder.resolve(index));
            }
        }
        progress.accept(stage + ": " + modules.size() + " kernel modules, " + KitBuilder.mebibytes(bytes));
    }

    private SortedSet<String> select() throws IOException {
        Path softdep = kernel.modulesDir().resolve("modules.softdep");
        ModuleDependencies dependencies = ModuleDependencies.parse(
                Files.readString(kernel.modulesDir().resolve("modules.dep")),
                Files.exists(softdep) ? Files.readString(softdep) : "");
        SortedSet<String> wanted = new TreeSet<>();
        dependencies.modules().stream().filter(patterns::takes).forEach(wanted::add);
        patterns.load().stream()
                .map(dependencies::path)
                .flatMap(Optional::stream)
                .forEach(wanted::add);
        return dependencies.closure(wanted);
    }

    private Path copy(String module, Path folder) throws KitException, IOException {
        Path source = kernel.modulesDir().resolve(module);
        Path target = folder.resolve(unpackedName(module));
        Files.createDirectories(target.getParent());
        String packing = module.substring(module.lastIndexOf(".ko") + ".ko".length());
        if (packing.isEmpty()) {
            return Files.copy(source, target);
        }
        String unpacker = UNPACKERS.get(packing);
        if (unpacker == null) {
            throw new KitException("cannot unpack " + source + ": name a kernel with .ko, .ko.xz, .ko.zst or .ko.gz");
        }
        String program = HostTools.find(unpacker, unpacker.equals("xz") ? "xz-utils" : unpacker)
                .toString();
        HostCommand.filter(List.of(program, "-dc", source.toString()), in -> {}, target);
        return target;
    }

    private static String unpackedName(String module) {
        return module.substring(0, module.lastIndexOf(".ko") + ".ko".length());
    }
}
