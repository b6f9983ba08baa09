package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kaappliance.clientkit.proof.Entry;
import org.kaappliance.clientkit.proof.Findings;
import org.kaappliance.clientkit.proof.Manifest;
import org.kaappliance.clientkit.proof.ManifestReader;
import org.kaappliance.clientkit.proof.PathDifference;
import org.kaappliance.clientkit.proof.PathSet;

/** Finds out whether the disk has every path that was sent, and no other. What a new file system has of itself does not count. */
record PathCheck(DiskPaths disk, Manifest manifest, VolumePaths volumes) {
    void run(Findings findings) throws IOException, InterruptedException {
        PathSet there = new PathSet();
        disk.each(counted(there::add));
        if (sent().equals(there)) {
            return;
        }
        PathDifference difference = PathDifference.of(manifest, findings);
        disk.each(counted(difference::there));
        difference.end(this::counts);
    }

    private PathSet sent() throws IOException {
        PathSet sent = new PathSet();
        Set<String> mountPoints = new HashSet<>();
        try (ManifestReader entries = manifest.open()) {
            for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                String path = entry.get().path();
                // a mount point travels with the file system that it is in, and again with its own
                boolean again = volumes.isMountPoint(path) && !mountPoints.add(path);
                if (!again && counts(path)) {
                    sent.add(path);
                }
            }
        }
        return sent;
    }

    private Consumer<String> counted(Consumer<String> paths) {
        return path -> {
            if (counts(path)) {
                paths.accept(path);
            }
        };
    }

    private boolean counts(String path) {
        return !volumes.isMadeByFormat(path);
    }
}
