package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.report.NodeStep;

/** Installs the boot loader as the very last thing that is written, and flushes the disks. */
record BootLoaderStep(Tools tools, List<String> consoleArguments, StepLog log) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.BOOTLOADER;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        boolean grub = clone.plan().finish().bootLoader().kind() == BootLoader.Kind.GRUB;
        if (grub) {
            configure(clone);
            tools.run(BootLoaderCommands.grub(clone.dir(), clone.bootDisk()));
        }
        log.line(grub ? "boot loader installed" : "no boot loader wanted");
        tools.runAll(MountCommands.sync(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.unmount(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.flush(clone.disks()));
        return "disk flushed";
    }

    private void configure(Clone clone) throws IOException {
        Path config = clone.file("/boot/grub/grub.cfg");
        if (CloneFiles.exists(config)) {
            CloneFiles.write(config, GrubConfig.adapt(CloneFiles.read(config), clone));
            return;
        }
        log.line("the golden system has no /boot/grub/grub.cfg: writing one");
        try (Stream<Path> boot = Files.list(clone.file("/boot"))) {
            BootFiles files = BootFiles.choose(
                            boot.map(f -> f.getFileName().toString()).toList())
                    .orElseThrow(
                            () -> new IOException("the golden system has neither a grub.cfg nor a kernel in /boot"));
            CloneFiles.write(config, GrubConfig.minimal(clone, files, consoleArguments));
        }
    }
}
