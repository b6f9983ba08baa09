package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    @TempDir
    private Path dir;

    @Test
    void what_a_command_prints_is_the_stream() throws IOException {
        try (InputStream in = new CommandSource("printf 'a b'; printf c").open()) {
            assertThat(in.readAllBytes()).isEqualTo("a bc".getBytes());
        }
    }

    @Test
    void a_command_that_fails_says_so_when_it_is_closed_with_the_last_line_of_its_errors() throws IOException {
        InputStream in = new CommandSource("echo x; echo first >&2; echo last >&2; exit 7").open();
        in.readAllBytes();
        assertThatThrownBy(in::close).isInstanceOf(IOException.class).hasMessage("the command exited with 7: last");
    }

    @Test
    void a_command_that_is_abandoned_half_way_is_killed() throws Exception {
        InputStream in = new CommandSource("echo $$; exec yes").open();
        StringBuilder pid = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            pid.append((char) c);
        }
        ProcessHandle command = ProcessHandle.of(Long.parseLong(pid.toString())).orElseThrow();
        assertThat(command.isAlive()).isTrue();
        in.close();
        command.onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_command_gets_the_stream_on_its_input() throws IOException {
        Path out = dir.resolve("out");
        CommandSink sink = CommandSink.start("cat > '" + out + "'");
        sink.write(ByteBuffer.wrap("hello ".getBytes()));
        sink.write(ByteBuffer.wrap("there".getBytes()));
        sink.finish();
        assertThat(out).hasContent("hello there");
    }

    @Test
    void a_command_that_exits_badly_fails_the_sink() throws IOException {
        CommandSink sink = CommandSink.start("cat > /dev/null; echo no space >&2; exit 2");
        sink.write(ByteBuffer.wrap(new byte[10]));
        assertThatThrownBy(sink::finish).hasMessage("the command exited with 2: no space");
    }

    @Test
    void a_command_that_closes_its_input_early_fails_the_sink() throws IOException {
        CommandSink sink = CommandSink.start("head -c 1 > /dev/null");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        sink.write(ByteBuffer.wrap(new byte[100_000]));
                    }
                })
                .hasMessageStartingWith("the command closed its input early");
    }

    @Test
    void a_file_goes_in_and_comes_out() throws IOException {
        Path from = Files.write(dir.resolve("from"), LoopbackFleet.bytes(300_000, 1));
        Path to = dir.resolve("to");
        FileSink sink = FileSink.open(to);
        try (InputStream in = new FileSource(from).open()) {
            sink.write(ByteBuffer.wrap(in.readAllBytes()));
        }
        sink.finish();
        assertThat(to).hasSameBinaryContentAs(from);
    }

    @Test
    void a_device_that_keeps_nothing_takes_a_stream_too() throws IOException {
        FileSink sink = FileSink.open(Path.of("/dev/null"));
        sink.write(ByteBuffer.wrap(new byte[1000]));
        sink.finish();
    }
}
