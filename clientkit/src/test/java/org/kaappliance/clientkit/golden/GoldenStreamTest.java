package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs GNU tar. */
class GoldenStreamTest {
    @TempDir
    Path dir;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @Test
    void a_live_system_is_read_without_its_run_time_content() {
        assertThat(TarCommand.of(Path.of("/"), List.of("/", "/home"), List.of("/var/[x]*/"), true))
                .startsWith("tar", "--directory=/", "--create")
                .contains("--one-file-system", "--sparse", "--numeric-owner", "--xattrs")
                .contains("--exclude=./proc/*", "--exclude=./sys/*", "--exclude=./dev/*", "--exclude=./run/*")
                .contains("--exclude=./tmp/*", "--exclude=./var/\\[x\\]\\*/*")
                .endsWith(".", "./home");
    }

    @Test
    void a_live_system_is_read_without_the_disks_and_keys_of_rehearsals() throws Exception {
        Files.createDirectories(dir.resolve("var/tmp/ka-rehearse-4711-a/state"));
        Files.createDirectories(dir.resolve("var/tmp/ka-rehearse-notes/deep"));

        assertThat(listed(TarCommand.of(dir, List.of("/"), List.of(), true)))
                .contains("./var/tmp/", "./var/tmp/ka-rehearse-notes/deep/")
                .noneMatch(name -> name.contains("4711"));
        assertThat(listed(TarCommand.of(dir, List.of("/"), List.of(), false)))
                .contains("./var/tmp/ka-rehearse-4711-a/state/");
    }

    @Test
    void a_tree_is_read_whole() {
        assertThat(TarCommand.of(Path.of("/golden"), List.of("/"), List.of(), false))
                .noneMatch(word -> word.startsWith("--exclude"))
                .endsWith(".");
    }

    @Test
    void a_mount_point_that_is_a_plain_directory_of_the_tree_travels_once() throws Exception {
        Files.createDirectories(dir.resolve("home"));
        Files.writeString(dir.resolve("home/file"), "x");

        assertThat(members()).containsOnlyOnce("./home/file");
    }

    @Test
    void an_excluded_directory_travels_empty() throws Exception {
        Files.createDirectories(dir.resolve("home/cache/deep"));
        Files.createDirectories(dir.resolve("home/cache2"));

        assertThat(members("/home/cache"))
                .contains("./home/cache/", "./home/cache2/")
                .doesNotContain("./home/cache/deep/");
    }

    @Test
    void a_mount_point_that_does_not_exist_is_an_error_before_tar_starts() {
        assertThatThrownBy(() -> stream().open())
                .hasMessage("mount point /home is no directory of the golden system " + dir);
    }

    @Test
    void a_tar_that_fails_is_told_at_close_with_its_words() throws Exception {
        Files.createDirectories(dir.resolve("home"));
        InputStream in = new TarStream(
                new ProcessBuilder("bash", "-c", "echo data; echo tar: no space >&2; exit 2").start(), warnings::add);
        in.readAllBytes();

        assertThatThrownBy(in::close).hasMessage("tar of the golden system failed with code 2: tar: no space");
    }

    @Test
    void a_file_that_changed_while_it_was_read_is_a_warning() throws Exception {
        try (InputStream in = new TarStream(
                new ProcessBuilder("bash", "-c", "echo 'tar: ./log: file changed as we read it' >&2; exit 1").start(),
                warnings::add)) {
            in.readAllBytes();
        }

        assertThat(warnings).containsExactly("tar: ./log: file changed as we read it");
    }

    @Test
    void an_abandoned_stream_ends_its_tar() throws Exception {
        Process endless = new ProcessBuilder("cat", "/dev/zero").start();
        InputStream in = new TarStream(endless, warnings::add);
        in.readNBytes(1000);

        in.close();

        assertThat(endless.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(endless.exitValue()).isNotZero();
    }

    private List<String> members(String... excluded) throws Exception {
        return listed(stream(excluded).open());
    }

    private List<String> listed(List<String> command) throws Exception {
        return listed(new TarStream(new ProcessBuilder(command).start(), warnings::add));
    }

    private static List<String> listed(InputStream stream) throws Exception {
        Path tar = Files.createTempFile("golden", ".tar");
        try (InputStream in = stream) {
            Files.write(tar, in.readAllBytes());
        }
        Process list = new ProcessBuilder("tar", "-tf", tar.toString()).start();
        String names = new String(list.getInputStream().readAllBytes());
        Files.delete(tar);
        return names.lines().toList();
    }

    private GoldenStream stream(String... excluded) throws PlanException, IOException {
        CloneRequest request = new CloneRequest(
                dir,
                List.of(new DriveDescription("sda", SeedPlans.GUIBPIV)),
                Set.of(),
                List.of(excluded),
                BootLoader.GRUB);
        return GoldenStream.of(request, SeedPlans.plan(request, SeedPlans.GUIBPIV_FSTAB), warnings::add);
    }
}
