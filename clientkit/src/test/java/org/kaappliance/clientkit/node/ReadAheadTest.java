package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.proof.Entry;
import org.kaappliance.clientkit.proof.Manifest;
import org.kaappliance.clientkit.proof.ManifestWriter;
import org.kaappliance.clientkit.proof.Selection;
import org.kaappliance.clientkit.tar.TarMember;

/** What the kernel has in its memory is what fincore says; the folder must be on a disk. */
@Timeout(60)
class ReadAheadTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    Path dir;

    private final List<Entry> entries = new ArrayList<>();

    @Test
    void small_files_are_in_memory_before_anybody_reads_them() throws Exception {
        file("small", 5000);
        file("large", 3 * MEBIBYTE);
        missing("gone");
        file("also small", MEBIBYTE);
        forget();

        try (ReadAhead ahead = begin()) {
            await(() -> isInMemory("small") && isInMemory("also small"));
            ahead.passed(entries.get(0));
            assertThat(isInMemory("large")).isFalse();
        }
    }

    @Test
    void it_waits_for_who_reads_when_much_lies_ready() throws Exception {
        for (int i = 10; i < 40; i++) {
            file("file" + i, MEBIBYTE);
        }
        forget();

        try (ReadAhead ahead = begin()) {
            await(() -> isInMemory("file32"));
            assertThat(isInMemory("file33")).isFalse();

            ahead.passed(entries.get(0));
            await(() -> isInMemory("file33"));
        }
    }

    private ReadAhead begin() throws Exception {
        try (ManifestWriter writer = new ManifestWriter(dir.resolve("manifest"))) {
            for (Entry entry : entries) {
                writer.take(entry);
            }
            Manifest manifest = writer.end();
            return ReadAhead.begin(dir, manifest, Selection.ALL);
        }
    }

    private void file(String name, int sizeBytes) throws Exception {
        Files.write(dir.resolve(name), new byte[sizeBytes]);
        entries.add(entry(name, sizeBytes));
    }

    private void missing(String name) {
        entries.add(entry(name, 100));
    }

    private static Entry entry(String name, int sizeBytes) {
        SortedMap<String, String> none = new TreeMap<>();
        return new Entry(
                new TarMember(
                        TarMember.Kind.FILE,
                        "./" + name,
                        "",
                        0644,
                        0,
                        0,
                        sizeBytes,
                        new TarMember.Time(0, 0),
                        TarMember.Device.NONE,
                        none),
                0,
                0);
    }

    private void forget() throws Exception {
        Shell.run(dir, "for f in *; do dd of=\"$f\" oflag=nocache conv=notrunc,fdatasync count=0 status=none; done");
    }

    private boolean isInMemory(String name) {
        try {
            return !Shell.run(dir, "fincore --noheadings --output PAGES '" + name + "'")
                    .equals("0");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }
}
