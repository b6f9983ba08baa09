package org.kaappliance.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.ContentRoute;
import org.kaappliance.tftp.FixedFileRoute;
import org.kaappliance.tftp.RootDirectoryRoute;

class HttpFileServerTest {
    private static final byte[] KERNEL = new byte[3_000_017];
    private static final byte[] MENU = "DEFAULT local\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONG_TEXT = "0123456789abcdef".repeat(20_000).getBytes(StandardCharsets.US_ASCII);

    static {
        new Random(7).nextBytes(KERNEL);
    }

    @TempDir
    Path dir;

    private final BlockingQueue<HttpFileEvent> events = new LinkedBlockingQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpFileServer server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
        Path kernel = Files.write(dir.resolve("vmlinuz"), KERNEL);
        Path root = Files.createDirectory(dir.resolve("root"));
        Files.writeString(root.resolve("a b%.txt"), "odd name");
        Files.createFile(root.resolve("empty"));
        Files.createSymbolicLink(root.resolve("out"), dir.resolve("vmlinuz"));
        ContentRoute menu = request -> switch (request.path()) {
            case "pxelinux.cfg/default" -> Optional.of(Content.ofBytes(MENU));
            case "long" -> Optional.of(Content.ofBytes(LONG_TEXT));
            case "broken" -> throw new IOException("no such disk");
            default -> Optional.empty();
        };
        server = HttpFileServer.start(
                new HttpServerSettings(List.of(Ipv4Subnet.address("127.0.0.1")), 0),
                List.of(menu, new FixedFileRoute("kit/vmlinuz", kernel), new RootDirectoryRoute(root)),
                events::add);
        address = server.addresses().get(0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_file_comes_whole_with_its_length_and_a_tag() throws Exception {
        HttpResponse<byte[]> response = get("/kit/vmlinuz");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(KERNEL);
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(KERNEL.length);
        assertThat(response.headers().firstValue("accept-ranges")).contains("bytes");
        assertThat(response.headers().firstValue("etag").orElseThrow()).matches("\"[0-9a-f]+-[0-9a-f]+\"");
        assertThat(response.headers().firstValue("transfer-encoding")).isEmpty();
    }

    @Test
    void what_is_computed_comes_like_a_file_also_when_it_is_long() throws Exception {
        assertThat(get("/pxelinux.cfg/default").body()).isEqualTo(MENU);
        HttpResponse<byte[]> longer = get("/long");
        assertThat(longer.body()).isEqualTo(LONG_TEXT);
        assertThat(longer.headers().firstValue("transfer-encoding")).isEmpty();
    }

    @Test
    void head_says_what_get_would_and_sends_nothing() throws Exception {
        HttpResponse<byte[]> response = client.send(
                request("/kit/vmlinuz")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(KERNEL.length);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-99, 206, 0, 100, bytes 0-99/3000017",
        "bytes=2999990-, 206, 2999990, 3000017, bytes 2999990-3000016/3000017",
        "bytes=-17, 206, 3000000, 3000017, bytes 3000000-3000016/3000017",
        "bytes=5-99999999999, 206, 5, 3000017, bytes 5-3000016/3000017",
        "bytes=3000017-, 416, 0, 0, bytes */3000017",
        "'bytes=0-1,5-6', 200, 0, 3000017, none",
        "bytes=9-3, 200, 0, 3000017, none",
        "lines=1-2, 200, 0, 3000017, none",
    })
    void a_range_is_that_part_of_the_file(String range, int status, int from, int to, String contentRange)
            throws Exception {
        HttpResponse<byte[]> response = get("/kit/vmlinuz", "range", range);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(KERNEL, from, to));
        assertThat(response.headers().firstValue("content-range").orElse("none"))
                .isEqualTo(contentRange);
    }

    @Test
    void a_tag_saves_what_the_client_has_and_guards_its_ranges() throws Exception {
        String tag = get("/kit/vmlinuz").headers().firstValue("etag").orElseThrow();
        assertThat(get("/kit/vmlinuz", "if-none-match", tag).statusCode()).isEqualTo(304);
        assertThat(get("/kit/vmlinuz", "if-none-match", "\"other\"").statusCode())
                .isEqualTo(200);
        assertThat(get("/kit/vmlinuz", "range", "bytes=0-0", "if-range", tag).statusCode())
                .isEqualTo(206);
        assertThat(get("/kit/vmlinuz", "range", "bytes=0-0", "if-range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /nothing HTTP/1.1, 404",
        "GET /out HTTP/1.1, 404",
        "GET /broken HTTP/1.1, 500",
        "GET /../vmlinuz HTTP/1.1, 400",
        "GET /%2e%2e/vmlinuz HTTP/1.1, 400",
        "GET /..%5cvmlinuz HTTP/1.1, 400",
        "GET /a%00b HTTP/1.1, 400",
        "GET /a%zz HTTP/1.1, 400",
        "GET /a%4 HTTP/1.1, 400",
        "GET * HTTP/1.1, 400",
        "POST /kit/vmlinuz HTTP/1.1, 405",
        "PUT /new HTTP/1.1, 405",
        "GET / HTTP/1.1, 404",
        "GET /empty HTTP/1.1, 200",
        "GET /a%20b%25.txt HTTP/1.1, 200",
        "GET http://server:80/empty HTTP/1.1, 200",
        "GET //kit/vmlinuz?x=1 HTTP/1.1, 200",
        "GET \\kit HTTP/1.1, 400",
    })
    void each_request_line_has_its_status(String line, int status) throws IOException {
        assertThat(exchange(line + "\r\nhost: a\r\nconnection: close\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0001\u0002\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9\r\n\r\n"})
    void garbage_ends_its_own_connection_only(String garbage) throws Exception {
        exchange(garbage);
        exchange("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n");
        assertThat(get("/pxelinux.cfg/default").statusCode()).isEqualTo(200);
    }

    @Test
    void requests_of_one_connection_are_answered_in_order() throws IOException {
        String two = "GET /pxelinux.cfg/default HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
                + "GET /long HTTP/1.1\r\nhost: a\r\nrange: bytes=0-2\r\nconnection: close\r\n\r\n";
        assertThat(exchange(two))
                .containsSubsequence("HTTP/1.1 200 OK", "DEFAULT local", "HTTP/1.1 206 Partial Content", "012");
    }

    @Test
    void headers_are_spelled_as_grub_compares_them() throws IOException {
        assertThat(exchange("GET /kit/vmlinuz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Length: 3000017\r\n");
    }

    @Test
    void an_old_client_that_wants_to_stay_is_told_that_it_may() throws IOException {
        String two = "GET /pxelinux.cfg/default HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"
                + "GET /pxelinux.cfg/default HTTP/1.0\r\n\r\n";
        assertThat(exchange(two)).containsSubsequence("Connection: keep-alive", "DEFAULT local", "DEFAULT local");
    }

    @Test
    void a_menu_is_not_given_to_who_asks_for_it_under_a_name() throws IOException {
        assertThat(exchange("GET /pxelinux.cfg/default HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(exchange("GET /pxelinux.cfg/default HTTP/1.1\r\nhost: 10.0.0.1:80\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void an_old_client_is_answered_and_left() throws IOException {
        assertThat(exchange("GET /pxelinux.cfg/default HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\nDEFAULT local\n");
    }

    @Test
    void many_clients_take_one_file_at_once() {
        List<CompletableFuture<HttpResponse<byte[]>>> all = IntStream.range(0, 32)
                .mapToObj(
                        i -> client.sendAsync(request("/kit/vmlinuz").build(), HttpResponse.BodyHandlers.ofByteArray()))
                .toList();
        assertThat(all)
                .allSatisfy(one -> assertThat(
                                one.orTimeout(30, TimeUnit.SECONDS).join().body())
                        .isEqualTo(KERNEL));
    }

    @Test
    void the_listener_hears_the_beginning_and_the_end() throws Exception {
        get("/kit/vmlinuz");
        assertThat(next().kind()).isEqualTo(HttpFileEvent.Kind.STARTED);
        HttpFileEvent end = next();
        while (end.kind() == HttpFileEvent.Kind.PROGRESS) {
            end = next();
        }
        assertThat(end.kind()).isEqualTo(HttpFileEvent.Kind.DONE);
        assertThat(end.sentBytes()).isEqualTo(KERNEL.length);
        assertThat(end.name()).isEqualTo("kit/vmlinuz");
    }

    @Test
    void the_listener_hears_of_a_client_that_goes_away() throws Exception {
        Path big = dir.resolve("root/big");
        Files.write(big, new byte[64 << 20]);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(address);
            socket.getOutputStream().write("GET /big HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(next().kind()).isEqualTo(HttpFileEvent.Kind.STARTED);
        }
        HttpFileEvent end = next();
        while (end.kind() == HttpFileEvent.Kind.PROGRESS) {
            end = next();
        }
        assertThat(end.kind()).isEqualTo(HttpFileEvent.Kind.BROKEN);
        assertThat(end.sentBytes()).isLessThan(64 << 20);
    }

    @Test
    void a_port_that_is_taken_is_named() {
        HttpServerSettings same = new HttpServerSettings(List.of(Ipv4Subnet.address("127.0.0.1")), address.getPort());
        assertThatThrownBy(() -> HttpFileServer.start(same, List.of(), events::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http.port")
                .hasMessageContaining(Integer.toString(address.getPort()));
    }

    private HttpFileEvent next() throws InterruptedException {
        HttpFileEvent event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("an event in time").isNotNull();
        return event;
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .timeout(Duration.ofSeconds(20));
    }

    /** Sends octets, and returns what comes until the server closes or nothing comes for a while. */
    private String exchange(String octets) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try (InputStream in = socket.getInputStream()) {
                in.transferTo(all);
            } catch (java.net.SocketException e) {
                // reset behind an answer to garbage: what came before counts
            }
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
