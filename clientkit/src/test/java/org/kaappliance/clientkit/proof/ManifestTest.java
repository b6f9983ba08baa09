package org.kaappliance.clientkit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.tar.TarMember;
import org.kaappliance.clientkit.tar.TarMember.Device;
import org.kaappliance.clientkit.tar.TarMember.Kind;
import org.kaappliance.clientkit.tar.TarMember.Time;

class ManifestTest {
    @TempDir
    Path dir;

    private final Random random = new Random(5);

    @Test
    void what_is_written_is_read_in_its_order() throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            entries.add(entry(i));
        }

        assertThat(read(write(entries))).isEqualTo(entries);
    }

    @Test
    void a_manifest_that_was_not_completed_is_not_read() throws Exception {
        try (ManifestWriter writer = new ManifestWriter(dir.resolve("manifest"))) {
            writer.take(entry(1));
        }

        assertThatThrownBy(() -> read(new Manifest(dir.resolve("manifest"), 1, 0)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_million_files_take_less_than_forty_megabytes() throws Exception {
        Path file = dir.resolve("large");
        try (ManifestWriter writer = new ManifestWriter(file)) {
            for (int i = 0; i < 100_000; i++) {
                writer.take(new Entry(
                        member(Kind.FILE, "./usr/share/some-package/directory" + i / 50 + "/file-name-" + i, "", i),
                        0,
                        random.nextLong()));
            }
            writer.end();
        }

        assertThat(Files.size(file) * 10).isLessThan(40_000_000);
    }

    private Entry entry(int i) {
        Kind kind = Kind.values()[i % Kind.values().length];
        boolean link = kind == Kind.HARD_LINK || kind == Kind.SYMBOLIC_LINK;
        return new Entry(
                member(kind, "./" + "d".repeat(i % 7) + "/\u00e9\n" + i, link ? "../" + i : "", i),
                random.nextLong(),
                random.nextLong());
    }

    private TarMember member(Kind kind, String path, String link, int i) {
        return new TarMember(
                kind,
                path,
                link,
                i & 07777,
                i % 3 == 0 ? 0 : 4_000_000_000L,
                i,
                i % 2 == 0 ? 1L << 40 : i,
                new Time(i % 5 == 0 ? -i : 1_600_000_000L + i * 1000L, random.nextInt(1_000_000_000)),
                kind == Kind.BLOCK_DEVICE ? new Device(259, i) : Device.NONE,
                new TreeMap<>());
    }

    private Manifest write(List<Entry> entries) throws IOException {
        try (ManifestWriter writer = new ManifestWriter(dir.resolve("manifest"))) {
            for (Entry entry : entries) {
                writer.take(entry);
            }
            return writer.end();
        }
    }

    private static List<Entry> read(Manifest manifest) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (ManifestReader reader = manifest.open()) {
            for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }
}
