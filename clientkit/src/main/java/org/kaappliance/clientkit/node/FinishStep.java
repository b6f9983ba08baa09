package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kaappliance.clientkit.report.NodeStep;

/** Makes the copy this machine's: fstab, the two devices that a kernel wants at its start, host name. */
record FinishStep(Tools tools, Machine machine) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.FINISH;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        CloneFiles.write(clone.file("/etc/fstab"), clone.plan().finish().fstab());
        devices(clone);
        Optional<String> name = machine.hostName();
        if (name.isPresent()) {
            rename(clone, name.get());
        }
        return "fstab written" + name.map(n -> ", host name " + n).orElse("");
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

    private static void rename(Clone clone, String name) throws IOException {
        Path hostname = clone.file("/etc/hostname");
        String golden = CloneFiles.exists(hostname) ? CloneFiles.read(hostname).trim() : "";
        CloneFiles.write(hostname, name + "\n");
        Path hosts = clone.file("/etc/hosts");
        if (CloneFiles.exists(hosts)) {
            CloneFiles.write(hosts, HostNames.rename(CloneFiles.read(hosts), golden, name));
        }
    }
}
