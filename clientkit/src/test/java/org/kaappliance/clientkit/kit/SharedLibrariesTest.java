package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedLibrariesTest {
    private static final String TWO_PROGRAMS = """
            /usr/bin/tar:
            \tlinux-vdso.so.1 (0x00007ffd0a5f3000)
            \tlibacl.so.1 => /lib/x86_64-linux-gnu/libacl.so.1 (0x00007f3d6a6f5000)
            \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f3d6a514000)
            \t/lib64/ld-linux-x86-64.so.2 (0x00007f3d6a70b000)
            /usr/bin/busybox:
            \tnot a dynamic executable
            /usr/bin/bash:
            \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0000000000)
            \tstatically linked
            """;

    @Test
    void libraries_of_several_programs_are_taken_once_and_the_linker_is_one_of_them() throws Exception {
        assertThat(SharedLibraries.parse(TWO_PROGRAMS, Set.of()))
                .containsExactly(
                        Path.of("/lib/x86_64-linux-gnu/libacl.so.1"),
                        Path.of("/lib/x86_64-linux-gnu/libc.so.6"),
                        Path.of("/lib64/ld-linux-x86-64.so.2"));
    }

    @Test
    void a_library_that_is_missing_is_named() {
        assertThatThrownBy(() -> SharedLibraries.parse("\tlibfuse.so.3 => not found\n", Set.of()))
                .isInstanceOf(KitException.class)
                .hasMessageStartingWith("libfuse.so.3 not found by ldd: apt install --reinstall");
    }

    @Test
    void a_library_that_its_program_finds_by_itself_may_be_missing() throws Exception {
        assertThat(SharedLibraries.parse("\tlibjvm.so => not found\n", Set.of("libjvm.so")))
                .isEmpty();
    }

    @Test
    void nothing_is_needed_by_nothing() throws Exception {
        assertThat(SharedLibraries.of(Set.of())).isEmpty();
    }
}
