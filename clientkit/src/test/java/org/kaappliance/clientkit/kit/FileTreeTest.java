package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileTreeTest {
    @Test
    void a_path_through_a_link_is_stored_behind_it() {
        FileTree tree = new FileTree()
                .link("lib64", "usr/lib64")
                .link("usr/sbin", "bin")
                .file("/lib64/ld.so", FileTree.EXECUTABLE, "")
                .file("usr/sbin/tool", FileTree.EXECUTABLE, "");
        assertThat(tree.entries().keySet())
                .containsExactly("lib64", "usr", "usr/bin", "usr/bin/tool", "usr/lib64", "usr/lib64/ld.so", "usr/sbin");
        assertThat(tree.contains("/usr/sbin/tool")).isTrue();
        assertThat(tree.contains("/lib64/other.so")).isFalse();
    }

    @Test
    void parents_come_by_themselves_and_keep_a_mode_that_was_given() {
        FileTree tree = new FileTree().directory("a/b", 0700).file("a/b/c", FileTree.PLAIN, "");
        assertThat(tree.entries().get("a")).isEqualTo(new FileTree.Directory(0755));
        assertThat(tree.entries().get("a/b")).isEqualTo(new FileTree.Directory(0700));
    }
}
