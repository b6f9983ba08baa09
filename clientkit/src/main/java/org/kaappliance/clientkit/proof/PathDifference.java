package org.kaappliance.clientkit.proof;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the paths in which a manifest and a disk differ; 8 bytes of memory a path. Made only when it is known that they do. */
public final class PathDifference {
    private final Manifest manifest;
    private final Findings findings;
    private final long[] sent;
    private final BitSet seen;

    private PathDifference(Manifest manifest, Findings findings, long[] sent) {
        this.manifest = manifest;
        this.findings = findings;
        this.sent = sent;
        this.seen = new BitSet(sent.length);
    }

    /** @param findings where to say what is wrong */
    public static PathDifference of(Manifest manifest, Findings findings) throws IOException {
        long[] sent = new long[Math.toIntExact(manifest.entries())];
        int count = 0;
        try (ManifestReader entries = manifest.open()) {
            for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                sent[count++] = PathSet.mix(entry.get().path());
            }
        }
        Arrays.sort(sent);
        return new PathDifference(manifest, findings, sent);
    }

    /** A path that the disk has. */
    public void there(String path) {
        int at = Arrays.binarySearch(sent, PathSet.mix(path));
        if (at < 0) {
            findings.add(path, "was not sent");
        } else {
            seen.set(at);
        }
    }

    /** All have been named. @param counts false for a path that does not matter */
    public void end(Predicate<String> counts) throws IOException {
        try (ManifestReader entries = manifest.open()) {
            for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                String path = entry.get().path();
                if (counts.test(path) && !isSeen(PathSet.mix(path))) {
                    findings.add(path, "missing");
                }
            }
        }
    }

    /** One of several equal ones was found by its first or any other place. */
    private boolean isSeen(long hash) {
        int at = Arrays.binarySearch(sent, hash);
        return at >= 0 && seen.get(at);
    }
}
