package org.kaappliance.clientkit.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.BootCode;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.LocalGolden;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.RawParts;
import org.kaappliance.clientkit.golden.SourceChanges;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.StreamSource;
import org.kaappliance.relay.wire.Preface;

/** Both ends over TCP on loopback. */
@Timeout(60)
class RemoteGoldenTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final SessionKey KEY = SessionKey.random(new SecureRandom());

    @TempDir
    Path dir;

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Path tree;
    private CloneRequest request;

    @BeforeEach
    void tree() throws IOException {
        tree = Files.createDirectories(dir.resolve("tree/etc")).getParent();
        Files.writeString(
                tree.resolve("etc/fstab"), "/dev/sda1 swap swap defaults 0 0\n/dev/sda2 / ext4 defaults 0 1\n");
        Files.createDirectories(tree.resolve("var/cache"));
        Files.write(tree.resolve("var/cache/left-out"), new byte[10_000]);
        byte[] data = new byte[3_000_000];
        new SecureRandom().nextBytes(data);
        Files.write(tree.resolve("data"), data);
        request = new CloneRequest(
                tree,
                List.of(new DriveDescription("sda", "swap 64\nlinux fill\n")),
                Set.of("sdb"),
                List.of("/var/cache"),
                BootLoader.NONE,
                new RawParts(List.of(), List.of(BootCode.of("sda", new byte[BootCode.BYTES])), List.of()),
                Verify.SAMPLE);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void the_plan_and_the_files_are_those_that_are_there() throws Exception {
        RemoteGolden remote = serve(new LocalGolden());
        LocalGolden here = new LocalGolden();

        ClonePlan plan = remote.plan(elsewhere());

        assertThat(plan.summary()).isEqualTo(here.plan(request).summary());
        assertThat(plan.content().verify()).isEqualTo(Verify.SAMPLE);
        assertThat(plan.content().bootCode()).isEqualTo(request.raw().bootCode());
        byte[] files = all(remote.files(elsewhere(), plan, line -> {}));
        assertThat(files).isEqualTo(all(here.files(request, plan, line -> {}))).hasSizeGreaterThan(3_000_000);
        assertThat(new String(files, StandardCharsets.ISO_8859_1)).doesNotContain("left-out");
        assertThat(log).contains("127.0.0.1 was told the plan", "127.0.0.1 reads the files");
    }

    @Test
    void what_cannot_be_planned_is_said_in_the_same_words() throws Exception {
        RemoteGolden remote = serve(new LocalGolden());
        CloneRequest wrong = new CloneRequest(
                Path.of("/"),
                request.drives(),
                Set.of(),
                List.of("relative"),
                BootLoader.NONE,
                new RawParts(List.of(), List.of(), List.of(new DeviceName("sda9"))),
                Verify.FULL);

        assertThatThrownBy(() -> remote.plan(wrong))
                .isInstanceOfSatisfying(
                        PlanException.class,
                        e -> assertThat(e.problems())
                                .contains(
                                        "excluded directory 'relative' is not an absolute path below /",
                                        "-D sda9: a tree has no partitions to copy"));
        Files.delete(tree.resolve("etc/fstab"));
        assertThatThrownBy(() -> remote.plan(elsewhere())).hasMessageContaining("etc/fstab does not exist");
    }

    @Test
    void who_does_not_hold_the_key_gets_nothing() throws Exception {
        RemoteGolden remote = serve(new LocalGolden());
        RemoteGolden stranger = new RemoteGolden(remote.address(), SessionKey.random(new SecureRandom()));

        assertThatThrownBy(() -> stranger.plan(elsewhere()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it does not hold the key that is set here (clone.source-key)");
        try (Socket rude = new Socket(LOOPBACK, remote.address().getPort())) {
            rude.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(rude.getInputStream().read()).isEqualTo(-1);
        }
        awaitLog("127.0.0.1 was turned away: it does not hold the key");
        assertThat(remote.plan(elsewhere()).disks().drives()).hasSize(1);
    }

    @Test
    void strangers_who_send_byte_by_byte_have_one_time_for_all_and_keep_nobody_out() throws Exception {
        Duration handshake = Duration.ofMillis(1500);
        GoldenServer server = GoldenServer.open(
                new InetSocketAddress(LOOPBACK, 0), KEY, new LocalGolden(), tree, handshake, log::add);
        open.add(server);
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = new Socket(LOOPBACK, server.address().getPort());
            open.add(socket);
            socket.setSoTimeout(100);
            slow.add(socket);
        }
        RemoteGolden appliance = new RemoteGolden(server.address(), KEY);
        assertThat(appliance.plan(elsewhere()).disks().drives()).hasSize(1);
        Socket last = slow.get(slow.size() - 1);
        long began = System.nanoTime();
        assertThat(bytesTakenUntilClosed(last)).as("it was heard for a while").isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        awaitLog("127.0.0.1 was turned away: it did not prove in time that it holds the key");
    }

    /** A byte of a right greeting each tenth of a second: no single read of the other end waits long. */
    private static int bytesTakenUntilClosed(Socket socket) throws IOException {
        byte[] greeting = ByteBuffer.allocate(400)
                .put(Preface.GOLDEN.encode())
                .put((byte) 1)
                .put((byte) 255)
                .array();
        for (int sent = 0; sent < greeting.length; sent++) {
            try {
                socket.getOutputStream().write(greeting[sent]);
                if (socket.getInputStream().read() < 0) {
                    return sent;
                }
            } catch (SocketTimeoutException e) {
                // still open
            } catch (SocketException e) {
                return sent;
            }
        }
        throw new AssertionError("never closed");
    }

    @Test
    void a_fault_of_the_program_is_said_to_the_other_end_at_once() throws Exception {
        RemoteGolden remote = serve(new Faulty());

        assertThatThrownBy(() -> remote.plan(elsewhere()))
                .hasMessageContaining("a fault of this program", "this cannot be");
        awaitLog("127.0.0.1: a fault of this program: java.lang.IllegalStateException: this cannot be");
    }

    @Test
    void nobody_there_and_somebody_else_are_told_apart() throws Exception {
        try (java.net.ServerSocket mute = new java.net.ServerSocket(0, 5, LOOPBACK)) {
            Thread closer = new Thread(() -> {
                try (Socket socket = mute.accept()) {
                    socket.getInputStream().readNBytes(6);
                } catch (IOException e) {
                    // the test is over
                }
            });
            closer.start();
            RemoteGolden other = new RemoteGolden(new InetSocketAddress(LOOPBACK, mute.getLocalPort()), KEY);
            assertThatThrownBy(() -> other.plan(elsewhere())).hasMessageContaining("golden");
            closer.join();
        }
        RemoteGolden nobody = new RemoteGolden(new InetSocketAddress(LOOPBACK, 1), KEY);
        assertThatThrownBy(() -> nobody.plan(elsewhere())).hasMessageContaining("Connection refused");
    }

    @Test
    void only_what_a_plan_of_this_golden_node_names_is_read() throws Exception {
        RemoteGolden remote = serve(new LocalGolden());
        ClonePlan plan = remote.plan(elsewhere());

        assertThatThrownBy(() -> all(remote.blocks(elsewhere(), plan, new DeviceName("sda2"))))
                .hasMessageContaining("the plan does not copy sda2");
        RemoteGolden started = serve(new LocalGolden());
        assertThatThrownBy(() -> all(started.files(elsewhere(), plan, line -> {})))
                .hasMessageContaining("plan anew");
    }

    @Test
    void one_stream_at_a_time_and_the_next_when_its_reader_went_away() throws Exception {
        RemoteGolden remote = serve(new LocalGolden());
        ClonePlan plan = remote.plan(elsewhere());
        StreamSource files = remote.files(elsewhere(), plan, line -> {});

        try (InputStream first = files.open()) {
            assertThat(first.readNBytes(1000)).hasSize(1000);
            assertThatThrownBy(() -> all(files)).hasMessageContaining("another stream is under way");
            assertThat(remote.plan(elsewhere()).streamDigest()).isEqualTo(plan.streamDigest());
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                assertThat(all(files)).hasSizeGreaterThan(3_000_000);
                return;
            } catch (IOException e) {
                assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void warnings_travel_and_so_does_a_failure_at_the_end() throws Exception {
        String changed = "tar: ./data: file changed as we read it";
        RemoteGolden remote = serve(new Failing(changed));
        ClonePlan plan = remote.plan(elsewhere());
        SourceChanges changes = new SourceChanges(line -> {});

        assertThatThrownBy(() -> all(remote.files(elsewhere(), plan, changes)))
                .hasMessage("golden node 127.0.0.1:" + remote.address().getPort() + ": the disk has a fault");
        assertThat(changes.count()).isEqualTo(1);
        assertThat(changes.first()).extracting(Object::toString).containsExactly("./data: changed while it was read");
    }

    @Test
    void a_stream_that_is_tampered_with_or_cut_on_its_way_is_no_stream() throws Exception {
        RemoteGolden remote = serve(new LocalGolden());
        ClonePlan plan = remote.plan(elsewhere());

        RemoteGolden altered = new RemoteGolden(wire(remote.address(), 200_000, (bytes, at) -> bytes[at] ^= 1), KEY);
        assertThatThrownBy(() -> all(altered.files(elsewhere(), plan, line -> {})))
                .hasMessageContaining("the connection was tampered with");
        RemoteGolden cut = new RemoteGolden(
                wire(remote.address(), 200_000, (bytes, at) -> {
                    throw new IllegalStateException("cut");
                }),
                KEY);
        assertThatThrownBy(() -> all(cut.files(elsewhere(), plan, line -> {})))
                .hasMessageMatching("golden node .*: the connection (has ended|is broken.*)");
    }

    @Test
    void addresses_are_read() throws Exception {
        assertThat(GoldenAddress.parse("ka://127.0.0.1")).isEqualTo(new InetSocketAddress("127.0.0.1", 30768));
        assertThat(GoldenAddress.parse("ka://127.0.0.1:99/").getPort()).isEqualTo(99);
        assertThat(GoldenAddress.isOne("/ka://x")).isFalse();
        for (String wrong : List.of("ka://", "ka://a b", "ka://host:0", "ka://host:70000", "ka://host/etc")) {
            assertThatThrownBy(() -> GoldenAddress.parse(wrong)).hasMessageContaining("ka://HOST:PORT");
        }
    }

    /** As the appliance asks: it does not know where the root of the system is. */
    private CloneRequest elsewhere() {
        return new CloneRequest(
                Path.of("/"),
                request.drives(),
                request.excludedDrives(),
                request.excludedDirs(),
                request.bootLoader(),
                request.raw(),
                request.verify());
    }

    private RemoteGolden serve(GoldenSystem golden) throws IOException {
        GoldenServer server = GoldenServer.open(new InetSocketAddress(LOOPBACK, 0), KEY, golden, tree, log::add);
        open.add(server);
        return new RemoteGolden(
                new InetSocketAddress("127.0.0.1", server.address().getPort()), KEY);
    }

    private void awaitLog(String line) throws InterruptedException {
        String next = "";
        while (next != null && !next.equals(line)) {
            next = log.poll(20, TimeUnit.SECONDS);
        }
        assertThat(next).isEqualTo(line);
    }

    private static byte[] all(StreamSource source) throws IOException {
        try (InputStream in = source.open()) {
            return in.readAllBytes();
        }
    }

    /** Has a bug wherever it is asked. */
    private record Faulty() implements GoldenSystem {
        @Override
        public ClonePlan plan(CloneRequest request) {
            throw new IllegalStateException("this cannot be");
        }

        @Override
        public StreamSource files(CloneRequest request, ClonePlan plan, Consumer<String> warnings) {
            throw new AssertionError("not asked for");
        }

        @Override
        public StreamSource blocks(CloneRequest request, ClonePlan plan, DeviceName device) {
            throw new AssertionError("not asked for");
        }
    }

    /** The real plan, and files that warn and then fail. */
    private record Failing(String warning) implements GoldenSystem {
        @Override
        public ClonePlan plan(CloneRequest request) throws PlanException, IOException {
            return new LocalGolden().plan(request);
        }

        @Override
        public StreamSource files(CloneRequest request, ClonePlan plan, Consumer<String> warnings) {
            return () -> {
                warnings.accept(warning);
                return new ByteArrayInputStream(new byte[500_000]) {
                    @Override
                    public void close() throws IOException {
                        throw new IOException("the disk has a fault");
                    }
                };
            };
        }

        @Override
        public StreamSource blocks(CloneRequest request, ClonePlan plan, DeviceName device) {
            throw new AssertionError("not asked for");
        }
    }

    private interface Fault {
        void strike(byte[] bytes, int at);
    }

    /** A wire to the golden node on which something happens to one byte that comes from there. */
    private InetSocketAddress wire(InetSocketAddress golden, int position, Fault fault) throws IOException {
        java.net.ServerSocket server = new java.net.ServerSocket(0, 5, LOOPBACK);
        open.add(server);
        CountDownLatch accepted = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try (Socket near = server.accept();
                    Socket far = new Socket(golden.getAddress(), golden.getPort())) {
                accepted.countDown();
                Thread up = new Thread(() -> {
                    try {
                        near.getInputStream().transferTo(far.getOutputStream());
                    } catch (IOException e) {
                        // the other direction says it
                    }
                });
                up.setDaemon(true);
                up.start();
                byte[] buffer = new byte[8192];
                long passed = 0;
                InputStream in = far.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (passed <= position && position < passed + n) {
                        fault.strike(buffer, (int) (position - passed));
                    }
                    near.getOutputStream().write(buffer, 0, n);
                    passed += n;
                }
            } catch (IOException | IllegalStateException e) {
                // both ends are closed
            }
        });
        thread.setDaemon(true);
        thread.start();
        return new InetSocketAddress("127.0.0.1", server.getLocalPort());
    }
}
