package org.kaappliance.clientkit.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemTreeTest {
    @TempDir
    Path dir;

    @Test
    void links_are_followed_as_the_system_itself_would() throws IOException {
        Tree tree = tree().file("/usr/lib/os-release", "ID=x\n")
                .link("/lib", "usr/lib")
                .link("/etc/os-release", "../../../usr/lib/os-release")
                .link("/etc/absolute", "/lib/os-release");

        assertThat(tree.system().read("/etc/os-release")).contains("ID=x\n");
        assertThat(tree.system().read("/etc/absolute")).contains("ID=x\n");
        assertThat(tree.system().isFile("/lib/os-release")).isTrue();
    }

    @Test
    void a_link_that_is_written_is_replaced_and_nothing_outside_is_touched() throws IOException {
        Path outside = Files.writeString(dir.resolve("outside"), "stage 1");
        Tree tree = tree().link("/etc/hostname", outside.toString()).link("/var", dir.toString());

        tree.system().write("/etc/hostname", "node1\n");
        tree.system().write("/var/outside", "inside");
        tree.system().delete("/var/../outside");

        assertThat(outside).hasContent("stage 1");
        assertThat(tree.text("/etc/hostname")).isEqualTo("node1\n");
    }

    @Test
    void a_circle_of_links_is_an_error() throws IOException {
        Tree tree = tree().link("/a", "b").link("/b", "a");

        assertThatThrownBy(() -> tree.system().read("/a/c")).hasMessage("too many symbolic links in /a/c");
    }

    @Test
    void a_star_stands_for_any_name_and_not_for_a_slash() throws IOException {
        Tree tree = tree().file("/etc/a1.conf", "").file("/etc/a2.conf", "").file("/etc/d/a3.conf", "");

        assertThat(tree.system().glob("/etc/a*.conf")).containsExactly("/etc/a1.conf", "/etc/a2.conf");
        assertThat(tree.system().glob("/etc/*/a*")).containsExactly("/etc/d/a3.conf");
        assertThat(tree.system().glob("/etc/none/*")).isEmpty();
    }

    private Tree tree() throws IOException {
        return new Tree(Files.createDirectories(dir.resolve("tree")));
    }
}
