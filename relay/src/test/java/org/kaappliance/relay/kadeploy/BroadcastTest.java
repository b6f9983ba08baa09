package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The 0.6 discovery as it is in the field: by broadcast, on the standard ports. In network namespaces; needs root, iproute2 and python3. */
class BroadcastTest {
    /** Two ends of a cable; $1 is the classpath, $2 what runs at 10.9.0.1, $3 what runs at 10.9.0.2. */
    private static final String CABLE = """
            ip link set lo up
            unshare -n sleep 60 &
            far=$!
            trap 'kill $far' EXIT
            while [ "$(readlink /proc/$far/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do :; done
            ip link add ka0 type veth peer name ka1
            ip link set ka1 netns $far
            ip addr add 10.9.0.1/24 brd + dev ka0 && ip link set ka0 up
            nsenter -t $far -n sh -c 'ip link set lo up; ip addr add 10.9.0.2/24 brd + dev ka1; ip link set ka1 up; ip route add default via 10.9.0.1'
            """;

    @TempDir
    private Path dir;

    private String run(String script) throws Exception {
        Path out = dir.resolve("out");
        Process process = new ProcessBuilder("unshare", "-n", "sh", "-c", CABLE + script)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            boolean hasEnded = process.waitFor(60, TimeUnit.SECONDS);
            String output = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(hasEnded).as(output).isTrue();
            return output;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String java(String end) {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -cp '"
                + System.getProperty("java.class.path") + "' " + BroadcastProbe.class.getName() + " " + end + "\n";
    }

    @Test
    void an_original_client_finds_our_server_by_broadcast_on_the_standard_ports() throws Exception {
        String out = dir.resolve("got").toString();
        String output = run("nsenter -t $far -n python3 src/test/python/ka_d_client.py -s kainstall1 --out " + out
                + " &\n" + java("send") + "wait %2\n");
        assertThat(output).contains("found 10.9.0.1", "parent 10.9.0.1", "finished 3000000", "10.9.0.2 complete true");
        assertThat(Files.readAllBytes(Path.of(out))).isEqualTo(BroadcastProbe.stream());
    }

    @Test
    void our_receiver_finds_an_original_server_by_broadcast_on_the_standard_ports() throws Exception {
        Path input = Files.write(dir.resolve("stream"), BroadcastProbe.stream());
        String output = run("nsenter -t $far -n python3 src/test/python/ka_d_server.py -s kainstall1 -n 1"
                + " --local 10.9.0.2 --input " + input + " &\n" + java("receive") + "wait %2\n");
        assertThat(output).contains("complete 10.9.0.1", "received 3000000, exact true");
    }
}
