package org.kaappliance.relay.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.Keep;

class RereadStreamTest {
    @TempDir
    Path directory;

    private final List<String> ended = new ArrayList<>();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("image"), "0123456789");
    }

    private SourceKeep kept() {
        SourceKeep kept = new SourceKeep(new FileSource(file), Keep.STANDARD, Compression.NONE, ended::add);
        kept.begin();
        return kept;
    }

    private static String read(KeptStream kept, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int count = kept.read(position, into);
        return new String(into.array(), 0, count);
    }

    @Test
    void a_file_is_read_again_at_any_position() throws Exception {
        SourceKeep kept = kept();
        kept.append(ByteBuffer.wrap("not what is read again".getBytes()));
        assertThat(read(kept, 3, 4)).isEqualTo("3456");
        assertThat(read(kept, 8, 4)).isEqualTo("89");
        assertThat(read(kept, 10, 4)).isEmpty();
        assertThat(kept.serves(0)).isTrue();
        kept.close();
        assertThat(kept.serves(0)).isFalse();
        assertThat(ended).isEmpty();
    }

    private void assertRefused(SourceKeep kept, String reason) {
        String full = "the source cannot be read again: " + file + reason;
        assertThatThrownBy(() -> read(kept, 0, 1)).hasMessage(full);
        assertThat(kept.refusal(0)).contains(full);
        assertThat(ended).as("told once").containsExactly(full);
    }

    @Test
    void a_file_that_was_written_meanwhile_is_not_the_stream_any_more() throws Exception {
        SourceKeep kept = kept();
        Files.writeString(file, "9876543210");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertRefused(kept, " has changed since it was opened");
    }

    @Test
    void a_file_that_grew_is_not_the_stream_any_more_though_its_time_says_so() throws Exception {
        FileTime before = Files.getLastModifiedTime(file);
        SourceKeep kept = kept();
        Files.writeString(file, "0123456789x");
        Files.setLastModifiedTime(file, before);
        assertRefused(kept, " has changed since it was opened");
    }

    @Test
    void another_file_in_its_place_is_not_the_stream() throws Exception {
        SourceKeep kept = kept();
        Path other = Files.writeString(directory.resolve("other"), "9876543210");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertRefused(kept, " has changed since it was opened");
    }

    @Test
    void a_file_that_is_gone_is_refused_and_stays_refused() throws Exception {
        SourceKeep kept = kept();
        Files.delete(file);
        assertRefused(kept, " is no longer there");
        write();
        assertRefused(kept, " is no longer there");
    }

    @Test
    void who_asks_whether_it_can_be_read_does_not_wait_for_the_disk_and_is_told_when_it_is_known() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        AtomicInteger reads = new AtomicInteger();
        RereadStream kept = new RereadStream(
                (position, into) -> {
                    reads.incrementAndGet();
                    awaitQuietly(disk);
                    throw new IOException("the server is away");
                },
                failures::add);
        for (int i = 0; i < 1000; i++) {
            assertThat(kept.refusal(0)).isEmpty();
        }
        disk.countDown();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).endsWith("the server is away");
        assertThat(kept.refusal(0)).contains("the source cannot be read again: the server is away");
        assertThat(reads).hasValue(1);
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void a_compressed_file_and_what_is_no_regular_file_are_spooled() throws Exception {
        SourceKeep compressed = new SourceKeep(new FileSource(file), Keep.STANDARD, new Compression(3), ended::add);
        SourceKeep device =
                new SourceKeep(new FileSource(Path.of("/dev/null")), Keep.STANDARD, Compression.NONE, ended::add);
        for (SourceKeep kept : List.of(compressed, device)) {
            kept.begin();
            kept.append(ByteBuffer.wrap("carried".getBytes()));
            assertThat(read(kept, 1, 100)).isEqualTo("arried");
        }
    }
}
