package org.kaappliance.relay.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.ByteSize;
import org.kaappliance.relay.Keep;

class SpoolTest {
    private static final int BLOCK = 256 << 10;

    @TempDir
    Path directory;

    private final List<String> ended = new ArrayList<>();

    private Spool spool(int memoryMebibytes, int limitMebibytes) {
        Keep.Spool file = new Keep.Spool(directory, ByteSize.ofMebibytes(limitMebibytes));
        return new Spool(new Keep(ByteSize.ofMebibytes(memoryMebibytes), Optional.of(file)), ended::add);
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void append(Spool spool, byte[] stream, Random random) {
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + random.nextInt(BLOCK));
            spool.append(ByteBuffer.wrap(stream, at, length));
            at += length;
        }
    }

    private static byte[] read(KeptStream kept, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            int count = kept.read(position + into.position(), into);
            assertThat(count).isPositive();
        }
        return into.array();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void every_part_reads_as_it_was_written_on_both_sides_of_the_memory_bound(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] stream = bytes(5 << 20, seed);
        try (Spool spool = spool(2, 64)) {
            append(spool, stream, random);
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(stream.length);
                int length = Math.min(stream.length - from, 1 + random.nextInt(BLOCK));
                assertThat(ByteBuffer.wrap(read(spool, from, length))).isEqualTo(ByteBuffer.wrap(stream, from, length));
            }
            assertThat(spool.read(stream.length, ByteBuffer.allocate(1))).isZero();
            assertThat(ended).isEmpty();
        }
    }

    @Test
    void the_file_has_no_name_and_no_memory_is_exceeded_before_there_is_one() throws Exception {
        try (Spool spool = spool(1, 64)) {
            append(spool, bytes(1 << 20, 1), new Random(1));
            assertThat(directory).isEmptyDirectory();
            append(spool, bytes(1 << 20, 2), new Random(2));
            assertThat(directory).isEmptyDirectory();
            assertThat(openSpools()).hasSize(1);
        }
        assertThat(openSpools()).isEmpty();
    }

    /** Our descriptors that lead to a deleted file in the directory. */
    private List<Path> openSpools() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (target(descriptor).startsWith(directory.toRealPath() + "/ka-spool-")) {
                    open.add(descriptor);
                }
            }
        }
        return open;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    @Test
    void at_its_limit_keeping_ends_all_is_freed_and_it_says_so_once() throws Exception {
        try (Spool spool = spool(1, 2)) {
            append(spool, bytes(3 << 20, 1), new Random(1));
            assertThat(spool.serves(0)).isTrue();
            append(spool, bytes(1 << 20, 2), new Random(2));
            String reason = "the spool " + directory + " is full: it may hold 2MiB";
            assertThat(spool.refusal(0)).contains(reason);
            assertThat(ended).containsExactly(reason);
            assertThat(openSpools()).isEmpty();
            assertThatThrownBy(() -> read(spool, 0, 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void without_a_spool_what_fits_in_memory_is_kept_and_when_it_no_longer_fits_nothing() throws Exception {
        Spool spool = new Spool(new Keep(ByteSize.ofMebibytes(1), Optional.empty()), ended::add);
        byte[] stream = bytes(1 << 20, 1);
        append(spool, stream, new Random(1));
        assertThat(read(spool, 0, stream.length)).isEqualTo(stream);
        spool.append(ByteBuffer.allocate(1));
        assertThat(ended)
                .containsExactly(
                        "the stream is longer than the 1MiB of it that are kept in memory, and there is no spool");
        assertThat(spool.serves(0)).isFalse();
    }

    @Test
    void a_place_where_no_file_can_be_made_ends_keeping_with_its_reason() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Keep.Spool nowhere = new Keep.Spool(file, ByteSize.ofMebibytes(9));
        Spool spool = new Spool(new Keep(ByteSize.ofMebibytes(0), Optional.of(nowhere)), ended::add);
        spool.append(ByteBuffer.allocate(9));
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0)).startsWith("the spool " + file + " cannot be used: ");
    }

    @Test
    void a_full_disk_ends_keeping_and_the_reason_says_so() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", directory.toString());
        try (Spool spool = spool(1, 64)) {
            append(spool, bytes(9 << 20, 1), new Random(1));
            String reason = "the spool " + directory + " cannot take more: No space left on device";
            assertThat(ended).containsExactly(reason);
            assertThat(spool.refusal(5)).contains(reason);
            assertThat(directory.toFile().getUsableSpace()).as("given back").isEqualTo(4L << 20);
        } finally {
            run("umount", directory.toString());
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes());
            assertThat(process.waitFor())
                    .as(String.join(" ", command) + " (needs root): " + said)
                    .isZero();
        }
    }

    @Test
    void what_is_appended_can_be_read_at_once_by_others() throws Exception {
        byte[] stream = bytes(24 << 20, 7);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Spool spool = spool(2, 64)) {
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread reader = new Thread(() -> follow(spool, stream, failure));
                readers.add(reader);
                reader.start();
            }
            append(spool, stream, new Random(7));
            for (Thread reader : readers) {
                reader.join(30_000);
                assertThat(reader.isAlive()).isFalse();
            }
            assertThat(failure.get()).isNull();
        }
    }

    private static void follow(Spool spool, byte[] stream, AtomicReference<Throwable> failure) {
        try {
            ByteBuffer into = ByteBuffer.allocate(BLOCK);
            for (int at = 0; at < stream.length; ) {
                into.clear();
                int count = spool.read(at, into);
                assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(stream, at, count));
                at += count;
                Thread.onSpinWait();
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }
}
