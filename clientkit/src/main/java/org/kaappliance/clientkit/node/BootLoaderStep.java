package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.List;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.report.NodeStep;

/** Installs the boot loader as the very last thing that is written, and flushes the disks. */
record BootLoaderStep(Tools tools, Machine machine, List<String> consoleArguments, StepLog log) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.BOOTLOADER;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException, PlanException {
        ToolRoot stage2 = new ToolRoot(clone.toolRoot());
        BootWay way = BootWay.choose(clone.plan(), machine.startedByUefi(), stage2::has);
        install(way, clone, stage2);
        log.line(way == BootWay.NONE ? "no boot loader wanted" : "boot loader installed: " + way.text());
        tools.runAll(MountCommands.sync(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.unmount(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.writeOut(clone.disks()));
        return "disk flushed";
    }

    private void install(BootWay way, Clone clone, ToolRoot stage2) throws IOException, InterruptedException {
        if (way == BootWay.NONE) {
            return;
        }
        BootSettings settings = new BootSettings(clone, log);
        settings.adapt();
        CloneRoot inside = new CloneRoot(tools, clone.dir(), log::line);
        BiosBoot bios = new BiosBoot(clone, tools, inside, stage2::has);
        switch (way) {
            case GRUB_BIOS -> {
                settings.requireGrubConfig(consoleArguments);
                bios.grub();
            }
            case GRUB_BIOS_OF_CLONE -> bios.grubOfClone();
            case GRUB_EFI -> {
                settings.requireGrubConfig(consoleArguments);
                new EfiBoot(clone, tools, log).install();
            }
            case GRUB_EFI_OF_CLONE -> new EfiBoot(clone, tools, log).keepGrub();
            case SYSTEMD_BOOT -> new EfiBoot(clone, tools, log).systemdBoot();
            case GRUB_LEGACY -> bios.grubLegacy();
            case LILO -> bios.lilo();
            case EXTLINUX -> bios.extlinux();
            case NONE -> {}
        }
    }
}
