package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.StreamSink;

@Timeout(60)
class ToolsTest {
    @TempDir
    Path dir;

    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final Tools tools = new Tools(List.of("env"), output::add);

    @Test
    void a_command_gets_its_prefix_and_its_input_and_its_lines_are_heard() throws Exception {
        tools.run(List.of("cat"), "one\ntwo\n");

        assertThat(output).containsExactly("cat: one", "cat: two");
    }

    @Test
    void a_command_that_fails_is_an_error_with_its_last_words() {
        assertThatThrownBy(() -> tools.run(List.of("sh", "-c", "echo disk is gone >&2; exit 3")))
                .isInstanceOf(IOException.class)
                .hasMessage("sh failed with code 3: disk is gone");
    }

    @Test
    void a_sink_whose_command_ends_early_says_what_the_command_said() throws Exception {
        StreamSink sink = tools.sink(List.of("sh", "-c", "echo no space left; exit 2"));
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20);

        assertThatThrownBy(() -> {
                    while (true) {
                        sink.write(chunk.clear());
                    }
                })
                .hasMessage("sh failed with code 2: no space left");
    }

    /** Debian's busybox would run its own applet for a bare name. Needs root and busybox. */
    @Test
    void inside_stage_2_tar_is_gnu_tar_though_busybox_changes_the_root() throws Exception {
        Tools.inside(new ToolRoot(Path.of("/")), output::add).run(List.of("tar", "--version"));

        assertThat(output.get(0)).startsWith("tar: tar (GNU tar)");
    }

    @Test
    void a_tool_that_stage_2_lacks_is_named() {
        assertThatThrownBy(() -> Tools.inside(new ToolRoot(dir), output::add).run(List.of("sfdisk")))
                .hasMessage("there is no sfdisk in stage 2");
    }

    @Test
    void files_from_the_future_and_from_long_ago_are_unpacked_without_a_word() throws Exception {
        Shell.run(
                dir, "mkdir in out; touch -d 2099-01-01 in/future; touch -d 1960-01-01 in/past; tar -cf s.tar -C in .");
        StreamSink sink = tools.sink(ReceiveCommands.files(dir.resolve("out").toString()));
        sink.write(ByteBuffer.wrap(Files.readAllBytes(dir.resolve("s.tar"))));
        sink.finish();

        assertThat(output).isEmpty();
        assertThat(dir.resolve("out/future")).exists();
    }

    @Test
    void a_sink_that_is_aborted_ends_its_command() throws Exception {
        StreamSink sink = tools.sink(List.of("cat"));
        sink.write(ByteBuffer.wrap(new byte[10]));

        sink.abort("the source is gone");

        assertThatThrownBy(sink::finish).hasMessageStartingWith("cat failed with code 143");
    }

    /** Mounts a tmpfs and the kernel's file systems below a directory of its own. Needs root and busybox. */
    @Test
    void stage_2_is_unpacked_into_memory_with_the_kernels_file_systems() throws Exception {
        Shell.run(dir, "mkdir -p tree/usr/bin stage2; echo tool > tree/usr/bin/tool; tar -C tree -cf stage2.tar .");
        Sessions sessions = new TestSessions(Map.of("getstage2-j1", new FileSource(dir.resolve("stage2.tar"))));
        Path root = dir.resolve("stage2");
        try {
            String said =
                    new Stage2Step(sessions, "j1", new Tools(List.of(), output::add)).run(new Clone(root, "/mnt/disk"));

            assertThat(said).isEqualTo("stage 2 received 10240");
            assertThat(root.resolve("usr/bin/tool")).hasContent("tool");
            assertThat(root.resolve("proc/self")).exists();
            assertThat(root.resolve("dev/null")).exists();
            assertThat(Shell.run(root, "stat -f -c %T .")).isEqualTo("tmpfs");
        } finally {
            Shell.run(dir, "umount stage2/dev stage2/proc stage2/sys stage2");
        }
    }
}
