package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that rehearsals left behind. Needs root. */
class RehearsalLeftoversIT {
    @TempDir
    private Path place;

    private String dead;

    @BeforeEach
    void endAProcess() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        dead = "ka-rehearse-" + process.pid();
    }

    private Path leftover(String name) throws IOException {
        Path directory = Files.createDirectory(
                place.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(Files.createDirectory(directory.resolve("state")).resolve("job"), "key");
        return directory;
    }

    @Test
    void what_a_dead_process_left_is_removed_and_nothing_behind_its_links() throws IOException {
        Path precious = Files.writeString(place.resolve("precious"), "x");
        Path directory = leftover(dead + "-17");
        Files.createSymbolicLink(directory.resolve("link"), precious);
        Files.createSymbolicLink(directory.resolve("place"), place);

        assertThat(Leftovers.directories(place)).containsExactly(directory.toString());
        assertThat(directory).doesNotExist();
        assertThat(precious).exists();
    }

    @Test
    void what_lives_or_was_kept_or_is_not_a_rehearsals_stays() throws IOException {
        leftover("ka-rehearse-" + ProcessHandle.current().pid() + "-17");
        leftover("ka-rehearse-it-17");
        leftover(dead);
        Files.createFile(leftover(dead + "-kept").resolve("kept"));
        Files.setPosixFilePermissions(leftover(dead + "-open"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setAttribute(leftover(dead + "-others"), "unix:uid", 65534);
        Files.createSymbolicLink(place.resolve(dead + "-link"), leftover("elsewhere"));

        assertThat(Leftovers.directories(place)).isEmpty();
        assertThat(place.resolve("elsewhere/state/job")).exists();
    }

    @Test
    void directories_name_their_process_and_are_kept_only_when_they_are_finished() throws IOException {
        Path finished;
        try (WorkDirectory work = WorkDirectory.make(place, WorkDirectory.Kept.NOTHING)) {
            finished = work.files().directory();
            Files.createDirectory(work.files().state());
            Files.writeString(work.files().report(), "{}");
            assertThat(List.of(finished, work.files().runDirectory()))
                    .allSatisfy(directory ->
                            assertThat(directory.getFileName().toString()).startsWith(OwnerName.own() + "-"));
            assertThat(WorkDirectory.allIn(place)).containsExactly(finished);
            assertThat(WorkDirectory.isKept(finished)).isFalse();
            work.keepEvidence();
        }
        assertThat(WorkDirectory.isKept(finished)).isTrue();
        assertThat(finished.resolve("state")).doesNotExist();
        assertThat(finished.resolve("report.json")).exists();
    }

    @Test
    void what_is_to_be_kept_is_kept_from_the_beginning() throws IOException {
        try (WorkDirectory work = WorkDirectory.make(place, WorkDirectory.Kept.ALL)) {
            assertThat(WorkDirectory.isKept(work.files().directory())).isTrue();
        }
        assertThat(WorkDirectory.allIn(place)).hasSize(1);
    }
}
