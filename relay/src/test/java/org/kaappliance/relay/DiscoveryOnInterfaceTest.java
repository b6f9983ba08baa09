package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link DiscoveryProbe} in a network namespace of its own; needs root and iproute2. */
class DiscoveryOnInterfaceTest {
    @TempDir
    private Path dir;

    @Test
    void a_node_finds_its_server_by_multicast_by_broadcast_and_by_unicast() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script =
                "ip link set lo up && ip link add ka0 type veth peer name ka1 && ip addr add 10.9.0.1/24 brd + dev ka0"
                        + " && ip link set ka0 up && ip link set ka1 up && exec " + java + " -cp '"
                        + System.getProperty("java.class.path") + "' " + DiscoveryProbe.class.getName();
        Path out = dir.resolve("out");
        Process process = new ProcessBuilder("unshare", "-n", "sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            boolean hasEnded = process.waitFor(60, TimeUnit.SECONDS);
            String output = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(hasEnded).as(output).isTrue();
            assertThat(output.lines())
                    .containsExactly(
                            "239.255.75.65: answered from 10.9.0.1",
                            "10.9.0.255: answered from 10.9.0.1",
                            "10.9.0.1: answered from 10.9.0.1",
                            "other session: no answer",
                            "receiver: complete true, 100000 bytes",
                            "another group: answered from 10.9.0.1");
        } finally {
            process.destroyForcibly();
        }
    }
}
