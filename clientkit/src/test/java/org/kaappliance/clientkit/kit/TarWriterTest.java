package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarWriterTest {
    private static final String LONG = "d".repeat(90) + "/" + "e".repeat(60) + "/" + "f".repeat(99);

    @TempDir
    private Path folder;

    private Path archive(FileTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter.write(tree, out);
        return Files.write(folder.resolve("a.tar"), out.toByteArray());
    }

    @Test
    void tar_lists_every_entry_with_its_kind_mode_and_owner() throws Exception {
        FileTree tree = new FileTree()
                .directory("tmp", 01777)
                .link("lib", "usr/lib")
                .file("lib/a.so", FileTree.EXECUTABLE, "123")
                .file("empty", FileTree.PLAIN, "");
        String listing =
                HostCommand.output(List.of("tar", "--utc", "-tvf", archive(tree).toString()));
        assertThat(listing.lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "drwxr-xr-x root/root 0 1980-01-01 00:00 ./",
                        "-rw-r--r-- root/root 0 1980-01-01 00:00 ./empty",
                        "lrwxrwxrwx root/root 0 1980-01-01 00:00 ./lib -> usr/lib",
                        "drwxrwxrwt root/root 0 1980-01-01 00:00 ./tmp/",
                        "drwxr-xr-x root/root 0 1980-01-01 00:00 ./usr/",
                        "drwxr-xr-x root/root 0 1980-01-01 00:00 ./usr/lib/",
                        "-rwxr-xr-x root/root 3 1980-01-01 00:00 ./usr/lib/a.so");
    }

    @Test
    void busybox_and_gnu_tar_unpack_the_same_long_names() throws Exception {
        Path archive = archive(new FileTree().file(LONG, FileTree.PLAIN, "x".repeat(513)));
        for (String tar : List.of("tar", "busybox tar")) {
            Path target = Files.createDirectory(folder.resolve(tar.replace(' ', '-')));
            HostCommand.output(List.of("sh", "-c", tar + " xf " + archive + " -C " + target));
            assertThat(target.resolve(LONG)).hasSize(513);
        }
    }

    @Test
    void a_name_that_ustar_cannot_hold_is_refused() {
        assertThatThrownBy(() -> archive(new FileTree().file("n".repeat(101), FileTree.PLAIN, "")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("name too long for ustar");
    }

    @Test
    void the_archive_ends_at_a_full_record() throws Exception {
        assertThat(Files.size(archive(new FileTree().file("a", FileTree.PLAIN, "1"))) % 10240)
                .isZero();
    }
}
