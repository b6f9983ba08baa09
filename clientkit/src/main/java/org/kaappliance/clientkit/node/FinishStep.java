package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kaappliance.clientkit.report.NodeStep;

/**
 * Makes the copy this machine's: fstab, the two devices that a kernel wants at its start, identity, the administrator's hooks, and the initramfs for
 * this hardware. The hooks come before the initramfs, so that what they change is in it.
 *
 * @param self what this machine is called
 */
record FinishStep(Tools tools, Machine machine, Self self, StepLog log) implements Step {
    /** A machine of no job, for the steps alone. */
    FinishStep(Tools tools, Machine machine) {
        this(tools, machine, Self.UNKNOWN, line -> {});
    }

    @Override
    public NodeStep name() {
        return NodeStep.FINISH;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        if (!clone.plan().carriesFiles()) {
            return "left as it was copied: fstab, identity and initramfs are the image's";
        }
        CloneFiles.write(clone.file("/etc/fstab"), clone.plan().finish().fstab());
        devices(clone);
        new OwnDevices(clone).write();
        CloneRoot inside = new CloneRoot(tools, clone.dir(), log::line);
        List<String> said = new ArrayList<>(List.of("fstab written"));
        Optional<String> hostName = machine.hostName();
        said.addAll(new IdentityChange(clone.tree(), inside, log).run(hostName));
        said.addAll(new OwnHooks(clone, inside, self, log).run(hostName));
        said.add(new HardwareChange(clone, inside, self.sys(), log).run());
        new Fingerprints(clone.tree()).tell(self.identity());
        return String.join(", ", said);
    }

    /** A live golden node's own {@code /dev} lies below a mount and does not travel; a kernel without initramfs wants these two. */
    private void devices(Clone clone) throws IOException, InterruptedException {
        Path dev = clone.file("/dev");
        Files.createDirectories(dev);
        try (Stream<Path> entries = Files.list(dev)) {
            if (entries.findAny().isPresent()) {
                return;
            }
        }
        tools.run(List.of("mknod", "-m", "600", clone.dir() + "/dev/console", "c", "5", "1"));
        tools.run(List.of("mknod", "-m", "666", clone.dir() + "/dev/null", "c", "1", "3"));
    }
}
