package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server's process and real clients across cables, in network namespaces; needs root, iproute2, python3 and the clients. */
class NamespacesTest {
    private static final String ONE = "10.78.0.1";

    @TempDir
    private Path directory;

    private Path root;
    private byte[] bytes;
    private Cable cable;

    @BeforeEach
    void tree() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(root.resolve("initrd"), bytes);
    }

    @AfterEach
    void cut() throws Exception {
        cable.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1500, 65464, 1468",
        "1500, 1469,  1468",
        "1500, 1456,  1456",
        "1280, 1468,  1248",
        "576,  1468,  544",
        "9000, 8192,  8192",
    })
    void blocks_fit_the_mtu_of_the_interface_and_the_bytes_are_right(int mtu, String asked, String granted)
            throws Exception {
        cable = new Cable(mtu);
        cable.serve(0, root, "tftp.max-block-size=65464");
        String seen = get(ONE, 69, "blksize", asked, "windowsize", "16");
        assertThat(seen)
                .contains("('blksize', '" + granted + "')")
                .contains("largest " + (Integer.parseInt(granted) + 4));
    }

    @Test
    void real_clients_fetch_across_a_cable() throws Exception {
        cable = new Cable(1500);
        cable.serve(0, root);
        fetch("tftp", "-4", "-m", "binary", ONE, "-c", "get", "initrd", out());
        fetch("curl", "-sS", "--tftp-blksize", "1468", "-o", out(), "tftp://" + ONE + "/initrd");
        fetch(
                "atftp",
                "--option",
                "blksize 1468",
                "--option",
                "windowsize 16",
                "--get",
                "-r",
                "initrd",
                "-l",
                out(),
                ONE,
                "69");
        fetch("busybox", "tftp", "-g", "-b", "1468", "-r", "initrd", "-l", out(), ONE);
    }

    @Test
    void data_leaves_from_the_ports_of_the_range_only() throws Exception {
        cable = new Cable(1500);
        cable.serve(0, root, "tftp.transfer-ports=50000-50001");
        for (int i = 0; i < 6; i++) {
            assertThat(get(ONE, 69)).containsAnyOf("ports [50000]", "ports [50001]");
        }
    }

    @Test
    void in_single_port_mode_everything_happens_on_the_request_port() throws Exception {
        cable = new Cable(1500);
        cable.serve(0, root, "tftp.transfer-ports=request-port", "tftp.port=1069");
        assertThat(get(ONE, 1069, "blksize", "1456", "windowsize", "8")).contains("ports [1069]");
        fetch("curl", "-sS", "-o", out(), "tftp://" + ONE + ":1069/initrd");
    }

    @Test
    void refused_options_are_left_out_for_the_clients_and_files_that_are_named() throws Exception {
        cable = new Cable(1500);
        cable.serve(
                0,
                root,
                "tftp.refuse-options=[ { options = [ windowsize ], clients = \"10.78.0.0/24\", files = \"init*\" } ]");
        assertThat(get(ONE, 69, "blksize", "1024", "windowsize", "8")).contains("granted [('blksize', '1024')]");
    }

    @Test
    void a_server_on_each_of_two_interfaces_answers_from_the_address_that_was_asked() throws Exception {
        cable = new Cable(1500, 1400);
        cable.serve(0, root);
        cable.serve(1, root);
        assertThat(get(ONE, 69, "blksize", "2000")).contains("'1468'");
        assertThat(get("10.78.1.1", 69, "blksize", "2000")).contains("'1368'");
    }

    @Test
    void progress_is_told_while_a_slow_client_fetches() throws Exception {
        cable = new Cable(1500);
        cable.serve(0, root);
        Peer.run(
                "ip",
                "netns",
                "exec",
                cable.server(),
                "tc",
                "qdisc",
                "add",
                "dev",
                "srv0",
                "root",
                "tbf",
                "rate",
                "8mbit",
                "burst",
                "16kb",
                "latency",
                "400ms");
        get(ONE, 69, "blksize", "1408", "windowsize", "4");
        assertThat(cable.said())
                .filteredOn(line -> line.startsWith("Progress"))
                .hasSizeBetween(2, 30)
                .allMatch(line -> line.contains("name=initrd")
                        && line.contains("sizeBytes=3000000")
                        && line.contains("10.78.0.2"));
    }

    private String out() {
        return directory.resolve("got").toString();
    }

    private void fetch(String... command) throws Exception {
        Files.deleteIfExists(Path.of(out()));
        cable.run(command);
        assertThat(Arrays.equals(Files.readAllBytes(Path.of(out())), bytes))
                .as(command[0])
                .isTrue();
    }

    private String get(String server, int port, String... options) throws Exception {
        String[] command = {"python3", "src/test/python/tftp_get.py", server, Integer.toString(port), "initrd", out()};
        String[] all = Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        String seen = cable.run(all);
        assertThat(Arrays.equals(Files.readAllBytes(Path.of(out())), bytes)).isTrue();
        return seen;
    }
}
