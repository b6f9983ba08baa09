package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.image.ImageSink;
import org.kaappliance.clientkit.proof.Comparison;
import org.kaappliance.clientkit.proof.Entry;
import org.kaappliance.clientkit.proof.Findings;
import org.kaappliance.clientkit.proof.Manifest;
import org.kaappliance.clientkit.proof.ManifestReader;
import org.kaappliance.clientkit.proof.Selection;
import org.kaappliance.clientkit.report.NodeStep;

/**
 * Reads files and copied partitions back from the disk and compares them with what was received. A disk that is not as it should be is an error that names the files.
 *
 * @param progress hears how far it is, every {@link #TELL_EVERY}
 * @param named how many files an error names
 */
record VerifyStep(Tools tools, Consumer<String> progress, int named) implements Step {
    private static final Duration TELL_EVERY = Duration.ofSeconds(20);
    private static final int NAMED = 5;
    private static final StripeCaches STRIPES = new StripeCaches(Path.of("/sys"));

    VerifyStep(Tools tools, Consumer<String> progress) {
        this(tools, progress, NAMED);
    }

    @Override
    public NodeStep name() {
        return NodeStep.VERIFY;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        verifyImages(clone);
        if (clone.manifest().isEmpty()) {
            return without(clone);
        }
        Manifest manifest = clone.manifest().get();
        try {
            tools.runAll(VerifyCommands.mountAnew(clone));
            STRIPES.empty(clone.plan().disks());
            String result = verify(clone, manifest);
            mark(clone);
            return clone.images().isEmpty()
                    ? result
                    : result + ", and " + clone.images().size() + " copied as they are";
        } finally {
            manifest.delete();
        }
    }

    private static String without(Clone clone) {
        if (clone.plan().content().verify() == Verify.NONE) {
            return "not verified: --verify none";
        }
        return "verified " + clone.images().size() + " copied as they are; no files";
    }

    private void verifyImages(Clone clone) throws IOException, InterruptedException {
        Pace pace = new Pace();
        for (ImageSink image : clone.images()) {
            tools.run(List.of("blockdev", "--flushbufs", image.device().toString()));
            image.verify(bytes -> {
                if (pace.due()) {
                    progress.accept(
                            image.device() + ", " + (bytes >> 20) + " of " + (image.writtenBytes() >> 20) + " MiB");
                }
            });
        }
    }

    /** The kernel's time of files lags behind its clock by some milliseconds. */
    private static void mark(Clone clone) throws IOException {
        Path mark = Files.createTempFile(clone.toolRoot().resolve("tmp"), "ka-verified", "");
        mark.toFile().deleteOnExit();
        Files.setLastModifiedTime(mark, FileTime.from(Instant.now().minusSeconds(1)));
        clone.verifiedAt(clone.toolRoot().relativize(mark).toString());
    }

    private String verify(Clone clone, Manifest manifest) throws IOException, InterruptedException {
        long start = System.nanoTime();
        boolean sample = clone.plan().content().verify() == Verify.SAMPLE;
        Selection selection = sample ? Selection.SAMPLE : Selection.ALL;
        Findings findings = new Findings();
        VolumePaths volumes = new VolumePaths(clone.volumes());
        long files;
        long bytes;
        try (ManifestReader entries = manifest.open()) {
            Comparison comparison = new Comparison(entries, selection, volumes::keepContentOnly, findings);
            Ticker ticker = new Ticker(manifest, comparison, progress);
            new ReadBack(tools, clone.dir(), clone.file("")).run(manifest, selection, ticker::take);
            comparison.end();
            files = comparison.compared();
            bytes = comparison.comparedBytes();
        }
        new PathCheck(new DiskPaths(tools, clone.dir()), manifest, volumes).run(findings);
        if (!findings.isEmpty()) {
            throw new IOException("the disk does not hold what was received: " + findings.count() + " of "
                    + manifest.entries() + " files are wrong: " + findings.first(named));
        }
        return "verified %d files, %d bytes%s in %.1f s"
                .formatted(files, bytes, sample ? " (a sample)" : "", (System.nanoTime() - start) / 1e9);
    }

    /** When it is time to tell how far it is. */
    private static final class Pace {
        private long toldNanos = System.nanoTime();

        boolean due() {
            long now = System.nanoTime();
            boolean due = now - toldNanos > TELL_EVERY.toNanos();
            toldNanos = due ? now : toldNanos;
            return due;
        }
    }

    /** Compares, and tells from time to time how far it is. */
    private static final class Ticker {
        private final Manifest manifest;
        private final Comparison comparison;
        private final Consumer<String> progress;
        private final Pace pace = new Pace();

        Ticker(Manifest manifest, Comparison comparison, Consumer<String> progress) {
            this.manifest = manifest;
            this.comparison = comparison;
            this.progress = progress;
        }

        void take(Entry entry) throws IOException {
            comparison.take(entry);
            if (pace.due()) {
                progress.accept(comparison.compared() + " of " + manifest.entries() + " files, "
                        + (comparison.comparedBytes() >> 20) + " of " + (manifest.contentBytes() >> 20) + " MiB");
            }
        }
    }
}
