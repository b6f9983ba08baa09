package org.kaappliance.appliance.cli;

import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.config.Settings;
import picocli.CommandLine.Option;

/** What is done on a node when the golden system's files are there. */
final class FinishOptions {
    @Option(
            names = {"-r", "--boot-loader"},
            paramLabel = "LOADER",
            description = {
                "auto (what the golden system has), grub, systemd-boot, grub-legacy, lilo, extlinux or none",
                "(default: clone.boot-loader)"
            })
    private String bootLoader;

    @Option(
            names = "--verify",
            defaultValue = "full",
            paramLabel = "HOW",
            description = {
                "what each node reads back from its disk before it says that it is done:",
                "full, sample (every name, the content of one file in sixteen) or none (default: full)"
            })
    private String verify;

    /** @param settings what holds where the command line says nothing */
    JobOrder.Finish finish(Settings.Clone settings) {
        return new JobOrder.Finish(bootLoader == null ? settings.bootLoader() : bootLoader, verify);
    }
}
