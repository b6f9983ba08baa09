package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioWriterTest {
    @TempDir
    private Path folder;

    private static FileTree tree() {
        return new FileTree()
                .directory("tmp", 01777)
                .link("bin", "usr/bin")
                .file("bin/a", FileTree.EXECUTABLE, "1")
                .file("usr/bin/five", FileTree.PLAIN, "12345")
                .file("empty", FileTree.PLAIN, "")
                .file("umläut", FileTree.PLAIN, "abcd")
                .characterDevice("dev/console", 0600, 5, 1);
    }

    private Path archive() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CpioWriter.write(tree(), out);
        return Files.write(folder.resolve("a.cpio"), out.toByteArray());
    }

    @Test
    void cpio_lists_every_entry_with_its_kind_mode_and_owner() throws Exception {
        String listing = HostCommand.output(
                List.of("sh", "-c", "TZ=UTC cpio -itvn --quiet < " + archive() + " | sed 's/  */ /g'"));
        assertThat(listing.lines())
                .containsExactly(
                        "lrwxrwxrwx 1 0 0 7 Jan 1 1980 bin -> usr/bin",
                        "drwxr-xr-x 2 0 0 0 Jan 1 1980 dev",
                        "crw------- 1 0 0 5, 1 Jan 1 1980 dev/console",
                        "-rw-r--r-- 1 0 0 0 Jan 1 1980 empty",
                        "drwxrwxrwt 2 0 0 0 Jan 1 1980 tmp",
                        "-rw-r--r-- 1 0 0 4 Jan 1 1980 umläut",
                        "drwxr-xr-x 2 0 0 0 Jan 1 1980 usr",
                        "drwxr-xr-x 2 0 0 0 Jan 1 1980 usr/bin",
                        "-rwxr-xr-x 1 0 0 1 Jan 1 1980 usr/bin/a",
                        "-rw-r--r-- 1 0 0 5 Jan 1 1980 usr/bin/five");
    }

    @Test
    void cpio_unpacks_what_was_packed() throws Exception {
        Path target = Files.createDirectory(folder.resolve("out"));
        HostCommand.output(List.of("sh", "-c", "cd " + target + " && cpio -idm --quiet < " + archive()));
        assertThat(target.resolve("bin/five")).hasContent("12345");
        assertThat(target.resolve("bin/a")).isExecutable().hasContent("1");
        assertThat(Files.getLastModifiedTime(target.resolve("empty")).toMillis() / 1000)
                .isEqualTo(KitBuilder.MTIME_SECONDS);
    }

    @Test
    void the_same_tree_makes_the_same_bytes() throws Exception {
        byte[] first = Files.readAllBytes(archive());
        assertThat(Files.readAllBytes(archive())).isEqualTo(first);
    }
}
