package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What once broke other TFTP servers: after each of it the next client is served as if nothing had happened. */
class AdvisoriesTest {
    private static final byte[] BYTES = "0123456789".repeat(300).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private TftpServer server;
    private InetSocketAddress at;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        Files.write(root.resolve("file"), BYTES);
        Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("out"), Path.of("../secret"));
        server = TftpServer.start(
                Setups.loopback(Setups.resending(300, 2), 1468), List.of(new RootDirectoryRoute(root)), events);
        at = server.localAddress();
        client = new RawClient();
    }

    @AfterEach
    void the_next_client_is_served() throws IOException {
        client.close();
        try (RawClient next = new RawClient()) {
            assertThat(next.fetch(at, "file", "blksize", "1408")).isEqualTo(BYTES);
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1500, 2048, 4096, 5000, 65_000})
    void t01_and_t11_a_name_longer_than_any_path_is_an_error_and_no_more(int length) throws IOException {
        byte[] answer = ask(Packets.request(1, "n".repeat(length), "octet"));
        assertThat(answer).startsWith(0, 5, 0, length < 2048 ? 1 : 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 65_000})
    void t11_a_mode_of_any_length_is_an_error_and_no_more(int length) throws IOException {
        assertThat(ask(Packets.request(1, "file", "m".repeat(length)))).startsWith(0, 5, 0, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|\1file|octet|blksize", "|\1file|octet|blksize|", "|\1file|octet|blksize|8"})
    void t02_an_option_without_a_value_or_its_nul_is_malformed(String request) throws IOException {
        assertThat(ask(Packets.bytes(request))).startsWith(0, 5, 0, 4);
    }

    @Test
    void t03_an_error_is_short_and_echoes_nothing_of_the_name() throws IOException {
        byte[] answer = ask(Packets.request(1, "%n%s${jndi:x}\r\n".repeat(60), "octet"));
        assertThat(answer).hasSizeLessThan(64);
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("jndi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"|\2" + "1|octet|", "|\1" + "1|octet|", "|\1file|octet|"})
    void t04_an_error_packet_of_two_or_three_bytes_to_a_transfer_is_ignored(String request) throws IOException {
        ask(Packets.bytes(request));
        client.answer(Packets.bytes("|\5"));
        client.answer(Packets.bytes("|\5|"));
    }

    @Test
    void t05_sixteen_clients_that_ask_and_abort_in_a_storm_harm_nobody() throws Exception {
        inParallel(16, seed -> {
            try (RawClient one = new RawClient()) {
                for (int i = 0; i < 200; i++) {
                    one.send(Packets.request(1, "file", "octet", "tsize", "0"), at);
                    one.receive();
                    one.answer(Packets.error(i % 3 == 0 ? 8 : 0, "abort"));
                }
                return true;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "224.0.0.1,1758,1", "999.999.999.999"})
    void t06_the_multicast_option_is_passed_over(String value) throws IOException {
        assertThat(ask(Packets.request(1, "file", "octet", "multicast", value))).startsWith(0, 3, 0, 1);
    }

    @Test
    void t07_the_oack_does_not_depend_on_the_block_size() throws IOException {
        assertThat(ask(Packets.request(1, "file", "octet", "blksize", "8", "timeout", "3", "tsize", "0")))
                .isEqualTo(Packets.bytes("|\6blksize|8|timeout|3|tsize|3000|"));
        client.answer(Packets.ack(0));
        assertThat(client.receive()).isEqualTo(Packets.bytes("|\3|\1" + "01234567"));
    }

    @Test
    void t08_what_an_earlier_datagram_left_in_the_buffer_is_not_read() throws IOException {
        byte[] whole = Packets.request(1, "file", "octet", "blksize", "1024", "windowsize", "4");
        for (int length = 1; length < whole.length; length++) {
            client.send(whole, at);
            client.receive();
            client.answer(Packets.error(8, ""));
            client.send(Arrays.copyOf(whole, length), at);
            byte[] answer = length < 2 ? null : client.receive();
            if (answer != null && answer[1] == 6) {
                assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("windowsize");
            } else if (answer != null) {
                assertThat(answer[1]).isIn((byte) 3, (byte) 5);
            }
            client.answer(Packets.error(0, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "-1", "99999999999999999999999999", "0x10"})
    void t09_a_utimeout_is_passed_over(String value) throws IOException {
        assertThat(ask(Packets.request(1, "file", "octet", "utimeout", value))).startsWith(0, 3, 0, 1);
    }

    @Test
    void t10_a_hundred_repeated_acks_bring_no_packet_of_their_own() throws IOException {
        client.send(Packets.request(1, "file", "octet", "tsize", "0"), at).receive();
        for (int i = 0; i < 100; i++) {
            client.answer(Packets.ack(0));
        }
        assertThat(client.receive()).startsWith(0, 3, 0, 1);
        assertThat(client.hearsNothingFor(40)).isTrue();
    }

    @Test
    void t12_transfers_side_by_side_with_mutated_windows_each_get_their_own_bytes() throws Exception {
        inParallel(8, seed -> {
            Random random = new Random(seed);
            for (int i = 0; i < 40; i++) {
                String block = Integer.toString(8 + random.nextInt(1500));
                String window = Integer.toString(1 + random.nextInt(70));
                try (RawClient one = new RawClient()) {
                    byte[] got = one.fetchWithStrayAcks(at, random, "file", "blksize", block, "windowsize", window);
                    assertThat(got)
                            .as("seed %d, blksize %s, window %s", seed, block, window)
                            .isEqualTo(BYTES);
                }
            }
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/../secret",
                "..\\secret",
                "a/../../secret",
                "%2e%2e/secret",
                "out",
                "/etc/passwd",
                "file.",
                "file\u0001",
                "//../secret"
            })
    void t13_there_is_no_way_out_of_the_root(String name) throws IOException {
        assertThat(ask(Packets.request(1, name, "octet"))).startsWith(0, 5, 0, 1);
    }

    @Test
    void t13_a_nul_inside_a_name_ends_it() throws IOException {
        assertThat(ask(Packets.bytes("|\1fil|e|octet|"))).startsWith(0, 5, 0, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aux", "con", "NUL", "com1", "lpt1:", "c:\\boot.ini"})
    void t14_device_names_of_dos_are_names_like_any_other(String name) throws IOException {
        assertThat(ask(Packets.request(1, name, "octet"))).startsWith(0, 5, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|\1some_fi",
                "|\1file|",
                "|\1file|octet",
                "|\1file|binascii|",
                "|\1file|mail|",
                "|\1||",
                "|\1|octet|",
                "|\1file|octet|blksize|",
                "|\2up"
            })
    void t15_a_request_that_is_cut_short_or_makes_no_sense_gets_error_4(String request) throws IOException {
        assertThat(ask(Packets.bytes(request))).startsWith(0, 5, 0, 4);
    }

    @Test
    void t15_a_value_that_is_no_number_is_passed_over() throws IOException {
        assertThat(ask(Packets.request(1, "file", "octet", "blksize", "many"))).startsWith(0, 3, 0, 1);
    }

    private byte[] ask(byte[] request) throws IOException {
        return client.send(request, at).receive();
    }

    private interface Part {
        boolean run(int seed) throws Exception;
    }

    private static void inParallel(int threads, Part part) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Boolean>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int seed = i;
                parts.add(() -> part.run(seed));
            }
            for (Future<Boolean> done : pool.invokeAll(parts)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
