package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.appliance.job.JobOrder;

/** A golden system that holds directories of rehearsals is cloned without what is in them: disks, and keys of jobs. */
final class GoldenWithout {
    private GoldenWithout() {}

    /** @param directories absolute, without links on the way; those elsewhere do not matter */
    static JobOrder.Golden directories(JobOrder.Golden source, List<Path> directories) throws IOException {
        Path root = Path.of(source.source());
        Path real = Files.exists(root) ? root.toRealPath() : root;
        List<String> excluded = new ArrayList<>(source.excludedDirs());
        directories.stream()
                .filter(directory -> directory.startsWith(real))
                .forEach(directory -> excluded.add("/" + real.relativize(directory)));
        return new JobOrder.Golden(source.source(), source.drives(), excluded, source.excludedDrives(), source.raw());
    }
}
