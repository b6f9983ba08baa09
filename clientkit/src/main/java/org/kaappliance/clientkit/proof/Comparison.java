package org.kaappliance.clientkit.proof;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** Compares what is read back with a manifest, both in the order of the manifest. */
public final class Comparison implements EntrySink {
    private final ManifestReader manifest;
    private final Selection selection;
    private final Predicate<String> contentOnly;
    private final Findings findings;
    private long compared;
    private long comparedBytes;

    /**
     * @param manifest at its beginning
     * @param selection what is read back
     * @param contentOnly true for a path on a file system that keeps no owners, modes and links
     * @param findings where to say what is wrong
     */
    public Comparison(ManifestReader manifest, Selection selection, Predicate<String> contentOnly, Findings findings) {
        this.manifest = manifest;
        this.selection = selection;
        this.contentOnly = contentOnly;
        this.findings = findings;
    }

    /** The next that was read back. */
    @Override
    public void take(Entry found) throws IOException {
        Entry expected = next().orElseThrow(() -> new IOException("read back what was not asked for: " + found.path()));
        while (!expected.path().equals(found.path())) {
            findings.add(expected.path(), "missing");
            expected = next().orElseThrow(() -> new IOException("read back what was not asked for: " + found.path()));
        }
        Optional<String> difference = contentOnly.test(found.path())
                ? Differences.ofContent(expected, found)
                : Differences.of(expected, found);
        difference.ifPresentOrElse(what -> findings.add(found.path(), what), () -> findings.clear(found.path()));
        compared++;
        comparedBytes += found.member().size();
    }

    /** Nothing more could be read back. */
    public void end() throws IOException {
        for (Optional<Entry> left = next(); left.isPresent(); left = next()) {
            findings.add(left.get().path(), "missing");
        }
    }

    public long compared() {
        return compared;
    }

    public long comparedBytes() {
        return comparedBytes;
    }

    private Optional<Entry> next() throws IOException {
        Optional<Entry> entry = manifest.next();
        while (entry.isPresent() && !selection.takes(entry.get())) {
            entry = manifest.next();
        }
        return entry;
    }
}
