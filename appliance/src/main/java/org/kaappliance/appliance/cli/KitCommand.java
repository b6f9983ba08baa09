package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.NodeJar;
import org.kaappliance.clientkit.kit.KitBuilder;
import org.kaappliance.clientkit.kit.KitException;
import org.kaappliance.clientkit.kit.KitManifest;
import org.kaappliance.clientkit.kit.KitSpec;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kit}: what the nodes run. */
@Command(
        name = "kit",
        mixinStandardHelpOptions = true,
        description = "Stage 1 and stage 2, made from this host's packages, or from a tree that has the tools.",
        subcommands = KitCommand.Build.class)
public final class KitCommand extends CommandGroup {
    /** What {@code kit build} makes of these settings. */
    static KitSpec spec(Settings.Kit kit) throws IOException {
        return new KitSpec(
                kit.directory(),
                NodeJar.unpackBeside(kit.directory()),
                kit.kernel(),
                kit.modules(),
                kit.from(),
                Optional.empty());
    }

    /** {@code kit build}. */
    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = "Builds stage 1 (kernel, initrd) and stage 2 (tools) where the settings say (kit.directory).")
    static final class Build implements Callable<Integer> {
        @Mixin
        private ConfigOption config;

        @Option(
                names = "--from",
                paramLabel = "DIR|SQFS",
                description =
                        "make stage 2 of a directory tree or a squashfs (a rescue system) that has the tools, in place of this"
                                + " host's packages (default: kit.from)")
        private Path from;

        @Override
        public Integer call() throws IOException, SettingsException {
            Settings.Kit kit = config.load().kit();
            try {
                KitSpec wanted = spec(kit);
                KitManifest manifest =
                        KitBuilder.build(from == null ? wanted : wanted.withTools(from), System.out::println);
                System.out.printf("kit in %s, kernel %s%n", kit.directory(), manifest.kernelVersion());
                return 0;
            } catch (KitException e) {
                System.err.println("ka-appliance: " + e.getMessage());
                return 1;
            }
        }
    }
}
