package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.golden.GoldenDescription;
import org.kaappliance.clientkit.golden.PlanException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code golden}: the machine that is cloned. */
@Command(
        name = "golden",
        mixinStandardHelpOptions = true,
        description = "The golden node: the machine that is cloned.",
        subcommands = {GoldenCommand.Describe.class, GoldenServeCommand.class})
public final class GoldenCommand extends CommandGroup {
    /** {@code golden describe}: the seed's {@code fdisk_to_desc}. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = {
                "Describes the drives of this host, for 'clone -p'.",
                "Without --full: the partitions of one drive with an MBR, a line each."
            })
    static final class Describe implements Callable<Integer> {
        @Option(
                names = "--drive",
                split = ",",
                paramLabel = "DRIVE",
                description = "drives, e.g. sda (default: those with mounted file systems)")
        private List<String> drives = List.of();

        @Option(
                names = "--full",
                description =
                        "GPT, types, names, labels, UUIDs, file systems, LVM, RAID, LUKS and Btrfs subvolumes, too")
        private boolean full;

        @Option(names = "-o", paramLabel = "FILE", description = "write FILE (default: standard output)")
        private Path file;

        @Override
        public Integer call() throws IOException {
            Set<String> wanted = drives.stream()
                    .map(drive -> drive.replaceFirst("^/dev/", ""))
                    .collect(Collectors.toSet());
            try {
                GoldenDescription description = GoldenDescription.ofThisHost(wanted);
                String text = full ? description.full() : description.desc();
                description.warnings().forEach(warning -> System.err.println("! " + warning));
                if (file == null) {
                    System.out.print(text);
                } else {
                    Files.writeString(file, text);
                }
                return 0;
            } catch (PlanException e) {
                e.problems().forEach(problem -> System.err.println("ka-appliance: " + problem));
                return 1;
            }
        }
    }
}
