package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.Volume;

/** Command lines that make file systems and swap areas. Pure. */
final class FormatCommands {
    private FormatCommands() {}

    static List<List<String>> of(List<TargetVolume> volumes) {
        return volumes.stream().map(FormatCommands::format).toList();
    }

    private static List<String> format(TargetVolume target) {
        Volume volume = target.volume();
        List<String> command = new ArrayList<>(
                volume.type() == FileSystemType.SWAP
                        ? List.of("mkswap", "--force")
                        : List.of("mkfs.ext4", "-t", volume.type().text(), "-F", "-q"));
        command.addAll(List.of("-U", volume.id()));
        volume.label().ifPresent(label -> command.addAll(List.of("-L", label)));
        command.add(target.device());
        return command;
    }
}
