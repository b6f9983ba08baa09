package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The server on loopback against clients that other people wrote; they must be installed. */
class RealPeersTest {
    private static final int INITRD_BYTES = 40 << 20;

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final Map<String, Content> contents = new HashMap<>();
    private TftpServer server;

    @BeforeEach
    void start() throws IOException {
        TftpServerSettings settings = Setups.loopback(Setups.resending(1000, 5), 65464);
        ContentRoute route = request -> Optional.ofNullable(contents.get(request.path()));
        server = TftpServer.start(settings, List.of(route), events);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> peersAndSizes() {
        return Stream.of(Peer.values())
                .flatMap(peer ->
                        Stream.of(1, 511, 512, 513, 1407, 1408, 1409, 100_000).map(size -> Arguments.of(peer, size)));
    }

    @ParameterizedTest
    @MethodSource("peersAndSizes")
    void a_peer_gets_the_exact_bytes(Peer peer, int sizeBytes) throws Exception {
        byte[] bytes = random(sizeBytes);
        contents.put("boot/file", Content.ofBytes(bytes));
        Path got = directory.resolve("got");
        peer.fetch(server.localAddress(), "boot/file", got);
        assertThat(Files.readAllBytes(got)).isEqualTo(bytes);
        assertThat(events.await(TftpEvent.Completed.class).sizeBytes()).isEqualTo(sizeBytes);
        assertThat(events.of(TftpEvent.Failed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void a_peer_gets_an_empty_file(Peer peer) throws Exception {
        contents.put("empty", Content.ofBytes(new byte[0]));
        Path got = directory.resolve("got");
        peer.fetch(server.localAddress(), "empty", got);
        assertThat(got).exists().isEmptyFile();
        events.await(TftpEvent.Completed.class);
    }

    @ParameterizedTest
    @EnumSource(value = Peer.class, mode = EnumSource.Mode.EXCLUDE, names = "CURL_512")
    void a_peer_gets_forty_megabytes_past_the_block_wrap(Peer peer) throws Exception {
        Path file = directory.resolve("initrd");
        Files.write(file, random(INITRD_BYTES));
        contents.put("kit/stage1.img", Content.ofFile(file));
        Path got = directory.resolve("got");
        peer.fetch(server.localAddress(), "kit/stage1.img", got);
        assertThat(sha256(got)).isEqualTo(sha256(file));
        TftpEvent.Completed completed = events.await(TftpEvent.Completed.class);
        // a stall of a second on a busy machine may cost a packet; a doubling of all would be the Sorcerer's Apprentice
        assertThat(completed.resentPackets()).isLessThan(20);
        System.out.printf(
                "%-14s 40 MiB in %4d ms, %5.1f MB/s%n",
                peer,
                completed.elapsed().toMillis(),
                INITRD_BYTES / 1e3 / completed.elapsed().toMillis());
    }

    @Test
    void tftp_hpa_gets_a_text_in_netascii() throws Exception {
        contents.put("menu", Content.ofText("a\nb\rc\r\n" + "line\n".repeat(500)));
        Path got = directory.resolve("got");
        Peer.run("tftp", "-4", "-m", "ascii", "127.0.0.1", port(), "-c", "get", "menu", got.toString());
        assertThat(Files.readString(got)).isEqualTo("a\nb\rc\r\n" + "line\n".repeat(500));
    }

    @Test
    void curl_hears_at_once_that_there_is_no_such_file() throws Exception {
        long start = System.nanoTime();
        Process curl = new ProcessBuilder("curl", "-sS", "tftp://127.0.0.1:" + port() + "/none")
                .redirectErrorStream(true)
                .start();
        String output = new String(curl.getInputStream().readAllBytes());
        assertThat(curl.waitFor()).as(output).isEqualTo(68); // CURLE_TFTP_NOTFOUND
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(events.await(TftpEvent.Missing.class).name()).isEqualTo("none");
    }

    @Test
    void an_upload_is_refused_and_leaves_no_file() throws Exception {
        Path file = Files.writeString(directory.resolve("up"), "text");
        Process curl = new ProcessBuilder("curl", "-sS", "-T", file.toString(), "tftp://127.0.0.1:" + port() + "/up")
                .redirectErrorStream(true)
                .start();
        String output = new String(curl.getInputStream().readAllBytes());
        assertThat(curl.waitFor()).as(output).isEqualTo(69); // CURLE_TFTP_PERM
        assertThat(events.await(TftpEvent.Failed.class).reason()).contains("read-only");
    }

    private String port() {
        return Integer.toString(server.localAddress().getPort());
    }

    private static byte[] random(int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        new Random(sizeBytes).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
