package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.proof.Entry;
import org.kaappliance.clientkit.proof.EntryMaker;
import org.kaappliance.clientkit.tar.TarReader;

/** A golden system that changes while GNU tar reads it: the reader of the stream stops at a large file, and the rest changes. */
class ChangingSourceTest {
    private static final int LARGE = 4 << 20;

    @TempDir
    Path dir;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final SourceChanges changes = new SourceChanges(log::add);
    private final List<String> paths = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(dir.resolve("home"));
        Files.write(dir.resolve("large"), new byte[LARGE]);
    }

    @Test
    void a_file_that_is_cut_short_is_padded_and_named_as_suspicious() throws Exception {
        read(() -> {
            try (SeekableByteChannel large = Files.newByteChannel(dir.resolve("large"), StandardOpenOption.WRITE)) {
                large.truncate(LARGE / 2);
            }
        });

        assertThat(changes.cut()).isEqualTo(1);
        assertThat(changes.first()).contains(new SourceChange("./large", SourceChange.Kind.CUT));
        assertThat(log).contains("./large: cut short while it was read, the clones have zeros at its end");
        assertThat(paths).contains("./large " + LARGE, "./home 0");
    }

    @Test
    void a_file_that_grows_is_named_and_is_as_long_as_it_was() throws Exception {
        read(() -> Files.write(dir.resolve("large"), new byte[1000], StandardOpenOption.APPEND));

        assertThat(changes.first()).containsExactly(new SourceChange("./large", SourceChange.Kind.CHANGED));
        assertThat(paths).contains("./large " + LARGE);
    }

    @Test
    void files_and_directories_that_vanish_are_named_and_the_rest_arrives() throws Exception {
        for (int i = 0; i < 50; i++) {
            Files.createDirectories(dir.resolve("home/dir" + i));
            Files.write(dir.resolve("home/dir" + i + "/large"), new byte[100_000]);
            Files.writeString(dir.resolve("home/dir" + i + "/file"), "x");
        }
        Files.delete(dir.resolve("large"));

        read(() -> {
            for (int i = 0; i < 50; i++) {
                Files.deleteIfExists(dir.resolve("home/dir" + i + "/large"));
                Files.deleteIfExists(dir.resolve("home/dir" + i + "/file"));
                Files.deleteIfExists(dir.resolve("home/dir" + i));
            }
        });

        assertThat(changes.count()).isPositive();
        assertThat(changes.first())
                .extracting(SourceChange::kind)
                .contains(SourceChange.Kind.REMOVED)
                .doesNotContain(SourceChange.Kind.CUT);
    }

    @Test
    void what_is_no_change_still_ends_the_stream_with_an_error() throws Exception {
        InputStream in = new TarStream(
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "echo 'tar: ./a: Cannot open: No such file or directory' >&2;"
                                        + " echo 'tar: ./b: Read error at byte 0: Input/output error' >&2; exit 2")
                        .start(),
                changes);
        in.readAllBytes();

        assertThatThrownBy(in::close).hasMessageContaining("./b: Read error at byte 0");
    }

    @Test
    void a_failure_that_is_only_of_vanished_files_is_none() throws Exception {
        try (InputStream in = new TarStream(
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "echo 'tar: ./a: Cannot open: No such file or directory' >&2;"
                                        + " echo 'tar: Exiting with failure status due to previous errors' >&2; exit 2")
                        .start(),
                changes)) {
            in.readAllBytes();
        }

        assertThat(changes.first()).containsExactly(new SourceChange("./a", SourceChange.Kind.REMOVED));
    }

    @Test
    void of_very_many_changes_the_first_are_named_and_all_are_counted() {
        for (int i = 0; i < 5000; i++) {
            changes.accept("tar: ./f" + i + ": file changed as we read it");
        }

        assertThat(changes.count()).isEqualTo(5000);
        assertThat(changes.first()).hasSize(SourceChanges.KEPT);
        assertThat(log).hasSize(SourceChanges.KEPT);
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    /** tar writes no more than a pipe holds before the change is made. */
    private void read(Change change) throws Exception {
        CloneRequest request = new CloneRequest(
                dir, List.of(new DriveDescription("sda", SeedPlans.GUIBPIV)), Set.of(), List.of(), BootLoader.GRUB);
        TarReader reader = new TarReader(new EntryMaker(this::add));
        try (InputStream in = GoldenStream.of(request, SeedPlans.plan(request, SeedPlans.GUIBPIV_FSTAB), changes)
                .open()) {
            reader.take(ByteBuffer.wrap(in.readNBytes(100_000)));
            change.make();
            reader.take(ByteBuffer.wrap(in.readAllBytes()));
        }
        reader.finish();
    }

    private void add(Entry entry) {
        paths.add(entry.path() + " " + entry.member().size());
    }
}
