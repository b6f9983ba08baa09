package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.Ipv4Subnet;

class EarlyExitTest {
    @TempDir
    private Path dir;

    private final List<String> aborts = new ArrayList<>();
    private final StreamSink sink = new LoopbackFleet.MemorySink() {
        @Override
        public void abort(String reason) {
            aborts.add(reason);
        }
    };

    @Test
    void a_sink_is_aborted_once_when_our_address_is_not_ours() {
        ReceiveSpec spec = ReceiveSpec.of("s", Ipv4Subnet.address("203.0.113.9"), "n")
                .withServer(LoopbackFleet.SERVER)
                .withTries(1, Duration.ofMillis(100));
        assertThatThrownBy(() -> RelayReceiver.receive(spec, sink, ReceiveListener.none()))
                .isInstanceOf(IOException.class);
        assertThat(aborts).hasSize(1);
    }

    @Test
    void a_sink_is_aborted_once_when_the_listener_fails() throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            fleet.server.start(SendSpec.of("s", 2), LoopbackFleet.source(new byte[9]), SendListener.none());
            for (Class<?> when : List.of(ReceiveEvent.Found.class, ReceiveEvent.Joined.class)) {
                aborts.clear();
                ReceiveListener failing = event -> {
                    if (when.isInstance(event)) {
                        throw new IllegalStateException("test");
                    }
                };
                assertThatThrownBy(() -> RelayReceiver.receive(fleet.spec("s", 1), sink, failing))
                        .hasMessage("test");
                assertThat(aborts).as(when.getSimpleName()).hasSize(1);
            }
        }
    }

    @Test
    void a_sink_that_finished_is_not_aborted_and_one_that_did_not_is_aborted_once() throws IOException {
        AbortOnce finished = new AbortOnce(sink);
        finished.finish();
        finished.abort("late");
        AbortOnce broken = new AbortOnce(sink);
        broken.abort("first");
        broken.abort("second");
        assertThat(aborts).containsExactly("first");
    }

    @Test
    void a_file_keeps_what_it_holds_until_the_stream_comes() throws IOException {
        Path file = Files.writeString(dir.resolve("precious"), "old");
        FileSink.open(file).abort("no server answers");
        assertThat(file).hasContent("old");
        FileSink taken = FileSink.open(file);
        taken.write(ByteBuffer.wrap("x".getBytes()));
        taken.abort("broke off");
        assertThat(file).hasContent("x");
        assertThatThrownBy(() -> taken.write(ByteBuffer.wrap("y".getBytes()))).hasMessage("aborted");
    }

    @Test
    void an_empty_stream_empties_the_file() throws IOException {
        Path file = Files.writeString(dir.resolve("precious"), "old");
        FileSink.open(file).finish();
        assertThat(file).isEmptyFile();
    }

    @Test
    void a_place_where_no_file_can_be_is_refused_before_the_stream_comes() {
        assertThatThrownBy(() -> FileSink.open(dir.resolve("no/such"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> FileSink.open(dir)).isInstanceOf(IOException.class);
    }
}
