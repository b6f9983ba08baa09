package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.PlanException;

/**
 * Gives the kernel what a disk plan needs. The modules of file systems and layers come with stage 2: stage 1 is fetched by every node from one
 * server, stage 2 goes through the chain. The kernel does not find them there by itself.
 *
 * @param root where {@code proc} and {@code sys} are
 */
record KernelModules(Tools tools, Path root) {
    /**
     * Loads what is not there yet.
     *
     * @throws PlanException names what this kernel cannot do; nothing was written yet
     */
    void load(DiskPlan plan) throws IOException, InterruptedException, PlanException {
        for (String module : DiskTools.usefulModules(plan)) {
            tools.run(List.of("sh", "-c", "modprobe -q \"$0\" || true", module));
        }
        String fileSystems = Files.readString(root.resolve("proc/filesystems"));
        for (String module : DiskTools.modules(plan)) {
            if (!isThere(module, fileSystems)) {
                load(module);
            }
        }
    }

    private boolean isThere(String module, String fileSystems) {
        return Files.exists(root.resolve("sys/module").resolve(module))
                || fileSystems.lines().anyMatch(line -> line.endsWith("\t" + module));
    }

    private void load(String module) throws InterruptedException, PlanException {
        try {
            tools.run(List.of("modprobe", module));
        } catch (IOException e) {
            throw new PlanException(
                    "this machine's kernel has no " + module + ", which the plan needs: " + e.getMessage());
        }
    }
}
