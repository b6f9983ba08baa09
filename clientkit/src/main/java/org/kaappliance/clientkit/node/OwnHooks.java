package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kaappliance.clientkit.golden.Hook;
import org.kaappliance.clientkit.system.HostName;
import org.kaappliance.clientkit.system.SystemTree;

/** Runs the administrator's hooks in the clone, one after the other. Each lies there only as long as it runs. */
final class OwnHooks {
    /** Not below /tmp or /run, which are others in there. */
    private static final String DIRECTORY = "/root/.ka-hooks";

    private final Clone clone;
    private final CloneRoot inside;
    private final Self self;
    private final StepLog log;
    private final SystemTree tree;

    OwnHooks(Clone clone, CloneRoot inside, Self self, StepLog log) {
        this.clone = clone;
        this.inside = inside;
        this.self = self;
        this.log = log;
        this.tree = clone.tree();
    }

    /**
     * What was done, for people.
     *
     * @throws IOException when one fails that is not optional
     */
    List<String> run(Optional<String> hostName) throws IOException, InterruptedException {
        List<Hook> hooks = clone.plan().finish().hooks();
        try {
            for (Hook hook : hooks) {
                run(hook, environment(hostName));
            }
        } finally {
            tree.delete(DIRECTORY);
        }
        return hooks.isEmpty() ? List.of() : List.of(hooks.size() + (hooks.size() == 1 ? " hook" : " hooks"));
    }

    private void run(Hook hook, Map<String, String> environment) throws IOException, InterruptedException {
        String file = DIRECTORY + "/" + hook.name();
        tree.write(file, hook.program());
        Path program = tree.place(file);
        Files.setPosixFilePermissions(program.getParent(), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        try {
            inside.run("hook " + hook.name(), environment, List.of(file), hook.limit());
        } catch (IOException e) {
            if (!hook.optional()) {
                throw e;
            }
            log.line("WARNING: " + e.getMessage());
        }
    }

    private Map<String, String> environment(Optional<String> hostName) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("KA_NAME", hostName.isPresent() ? hostName.get() : HostName.of(tree));
        environment.put("KA_MAC", self.mac());
        environment.put("KA_ADDRESS", self.address());
        environment.put("KA_JOB", self.job());
        List<String> disks = new ArrayList<>();
        clone.drives().forEach(drive -> disks.add(drive.disk().path()));
        environment.put("KA_DISK", disks.get(0));
        environment.put("KA_DISKS", String.join(" ", disks));
        return environment;
    }
}
