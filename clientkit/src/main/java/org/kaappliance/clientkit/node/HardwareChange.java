package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kaappliance.clientkit.golden.FinishPlan;
import org.kaappliance.clientkit.golden.InitramfsPolicy;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.system.Distribution;
import org.kaappliance.clientkit.system.Initramfs;
import org.kaappliance.clientkit.system.Kernel;
import org.kaappliance.clientkit.system.ModprobeConf;
import org.kaappliance.clientkit.system.SystemTree;

/** Makes the clone start on this hardware: an initramfs with what its disks need, drivers by name for systems that want them so. */
final class HardwareChange {
    private static final Map<String, String> RAID_MODULES =
            Map.of("linear", "linear", "0", "raid0", "1", "raid1", "5", "raid456", "6", "raid456", "10", "raid10");

    private final Clone clone;
    private final CloneRoot inside;
    private final Path sys;
    private final StepLog log;
    private final SystemTree tree;

    /** @param sys {@code /sys} */
    HardwareChange(Clone clone, CloneRoot inside, Path sys, StepLog log) {
        this.clone = clone;
        this.inside = inside;
        this.sys = sys;
        this.log = log;
        this.tree = clone.tree();
    }

    /** What was done, for people. */
    String run() throws IOException, InterruptedException {
        Hardware hardware =
                Hardware.of(sys, clone.drives().stream().map(TargetDrive::disk).toList());
        ModprobeConf.adapt(tree, List.copyOf(hardware.disks()), hardware.cards());
        List<Kernel> kernels = Kernel.all(tree);
        warnOfUnknownCards(kernels, hardware.cards());
        FinishPlan finish = clone.plan().finish();
        if (finish.initramfs() == InitramfsPolicy.NEVER) {
            return "initramfs kept as ordered";
        }
        Distribution distribution = Distribution.of(tree);
        Optional<Initramfs> tool = Initramfs.of(tree, distribution.family());
        if (tool.isEmpty()) {
            log.line("WARNING: it is not known how the golden system (" + distribution.name()
                    + ") makes its initramfs: it stays as it is");
            return "initramfs kept";
        }
        Set<String> modules = needed(hardware.disks(), clone.plan().disks().layers());
        modules.addAll(finish.bootLoader().modules());
        if (finish.initramfs() == InitramfsPolicy.AUTO
                && missing(tool.get(), kernels, modules).isEmpty()) {
            return "initramfs kept, it has what this machine needs";
        }
        Set<String> known = known(kernels, modules);
        tool.get().require(tree, kernels, known);
        for (List<String> command : tool.get().rebuild(kernels, known, distribution.family())) {
            inside.run(command);
        }
        return "initramfs made by " + tool.get().program() + " of " + distribution.name();
    }

    /** Of the disks, and of what lies on them. */
    static Set<String> needed(Set<String> disks, List<StorageLayer> layers) {
        Set<String> modules = new TreeSet<>(disks);
        for (StorageLayer layer : layers) {
            if (layer instanceof RaidArray raid) {
                Optional.ofNullable(RAID_MODULES.get(raid.level())).ifPresent(modules::add);
            }
            if (layer instanceof LogicalVolume || layer instanceof LuksContainer) {
                modules.add("dm_mod");
            }
            if (layer instanceof LuksContainer) {
                modules.add("dm_crypt");
            }
        }
        return modules;
    }

    /** What some initramfs lacks. An initramfs that cannot be looked into lacks everything. */
    private Set<String> missing(Initramfs tool, List<Kernel> kernels, Set<String> modules)
            throws IOException, InterruptedException {
        Set<String> missing = new TreeSet<>();
        for (Kernel kernel : kernels) {
            if (kernel.initramfs().isPresent()) {
                Set<String> lacks = new TreeSet<>();
                for (String module : modules) {
                    if (kernel.module(tree, module).isPresent()) {
                        lacks.add(module.replace('-', '_'));
                    }
                }
                if (!lacks.isEmpty()) {
                    lacks.removeAll(content(tool, kernel.initramfs().get()));
                }
                missing.addAll(lacks);
            }
        }
        if (!missing.isEmpty()) {
            log.line("the initramfs lacks " + String.join(", ", missing));
        }
        return missing;
    }

    private Set<String> content(Initramfs tool, String file) throws IOException, InterruptedException {
        Optional<List<String>> list = tool.list(tree, file);
        Set<String> names = new TreeSet<>();
        if (list.isPresent()) {
            try {
                inside.lines(list.get()).stream()
                        .filter(line -> line.contains(".ko"))
                        .map(line -> Kernel.moduleName(line.replaceFirst(".*\\s", "")))
                        .forEach(names::add);
            } catch (IOException e) {
                log.line("cannot look into " + file + ": " + e.getMessage());
            }
        }
        return names;
    }

    private Set<String> known(List<Kernel> kernels, Set<String> modules) throws IOException {
        Set<String> known = new TreeSet<>();
        for (String module : modules) {
            for (Kernel kernel : kernels) {
                if (kernel.module(tree, module).isPresent()) {
                    known.add(module);
                }
            }
        }
        return known;
    }

    /** The golden system's kernel is another than stage 1's, and may be older than the machine. */
    private void warnOfUnknownCards(List<Kernel> kernels, List<String> cards) throws IOException {
        List<String> unknown = new ArrayList<>();
        for (String card : new TreeSet<>(cards)) {
            boolean found = kernels.isEmpty();
            for (Kernel kernel : kernels) {
                found |= kernel.module(tree, card).isPresent()
                        || kernel.builtIn(tree).contains(card.replace('-', '_'));
            }
            if (!found) {
                unknown.add(card);
            }
        }
        if (!unknown.isEmpty()) {
            log.line("WARNING: the golden system's kernel has no driver " + String.join(", ", unknown)
                    + ", which stage 1 uses for this machine's network");
        }
    }
}
