package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeWithoutZstdTest {
    private static Process node(RelayPorts ports) throws Exception {
        String without = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.contains("zstd-jni"))
                .collect(Collectors.joining(":"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-cp",
                        without,
                        ReceiveProbe.class.getName(),
                        "s",
                        "" + ports.discovery(),
                        "" + ports.control(),
                        "" + ports.data())
                .redirectErrorStream(true)
                .start();
    }

    private static SendResult sent(Compression compression, StringBuilder said) throws Exception {
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            SendSpec spec = SendSpec.of("s", 1).withCompression(compression);
            SendSession session =
                    fleet.server.start(spec, LoopbackFleet.source(new byte[1_000_000]), SendListener.none());
            Process node = node(fleet.server.ports());
            said.append(new String(node.getInputStream().readAllBytes()));
            return session.awaitFor(LIMIT).orElseThrow();
        }
    }

    @Test
    void it_refuses_a_compressed_stream_by_name_and_takes_any_other() throws Exception {
        StringBuilder refused = new StringBuilder();
        SendResult result = sent(new Compression(3), refused);
        assertThat(refused.toString()).contains("the stream is compressed; zstd cannot be used here: NoClassDefFound");
        assertThat(result.complete()).isFalse();
        assertThat(result.toString()).contains("the stream is compressed; zstd cannot be used here");

        StringBuilder taken = new StringBuilder();
        assertThat(sent(Compression.NONE, taken).complete())
                .as(taken.toString())
                .isTrue();
        assertThat(taken.toString()).contains("complete");
    }
}
