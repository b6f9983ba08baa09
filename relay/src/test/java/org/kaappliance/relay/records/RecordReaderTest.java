package org.kaappliance.relay.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.relay.Compression;

class RecordReaderTest {
    private static byte[] content(int length, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int run = Math.min(length - at, 1 + random.nextInt(300_000));
            if (random.nextBoolean()) {
                byte[] noise = new byte[run];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, run);
            } else {
                Arrays.fill(bytes, at, at + run, (byte) random.nextInt(256));
            }
            at += run;
        }
        return bytes;
    }

    private static byte[] records(byte[] content, int level) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        ByteArrayInputStream in = new ByteArrayInputStream(content);
        try (RecordCompressor records = new RecordCompressor(in, new Compression(level), sha256, 2)) {
            byte[] carried = records.readAllBytes();
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(content);
            assertThat(records.digest().bytes()).isEqualTo(whole);
            assertThat(records.contentBytes()).isEqualTo(content.length);
            return carried;
        }
    }

    /** Undoes it in pieces of random length. */
    private static byte[] undone(byte[] carried, Random random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordReader.Content content = piece -> {
            assertThat(piece.remaining()).isBetween(1, 256 << 10);
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            out.write(bytes);
        };
        try (RecordReader reader = new RecordReader(content)) {
            for (int at = 0; at < carried.length; ) {
                int length = Math.min(carried.length - at, 1 + random.nextInt(256 << 10));
                reader.take(ByteBuffer.wrap(carried, at, length));
                at += length;
            }
            reader.finish();
            assertThat(reader.contentBytes()).isEqualTo(out.size());
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "3, 9", "4, 19"})
    void what_was_compressed_comes_back_in_its_order(long seed, int level) throws Exception {
        byte[] content = content(4_000_001, seed);
        byte[] carried = records(content, level);
        assertThat(carried.length).isLessThan(content.length * 3 / 4);
        assertThat(undone(carried, new Random(seed))).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20, (1 << 20) + 1})
    void content_of_any_length_comes_back(int length) throws Exception {
        byte[] content = content(length, length);
        byte[] carried = records(content, 3);
        assertThat(undone(carried, new Random(1))).isEqualTo(content);
        assertThat(carried.length).isLessThanOrEqualTo(content.length + 2 * RecordHeader.BYTES);
    }

    @Test
    void an_end_within_a_record_is_seen_wherever_it_is() throws Exception {
        byte[] carried = records(Arrays.copyOf(new byte[] {1, 2, 3}, 3000), 3);
        assertThat(carried.length).isLessThan(100);
        for (int length = 1; length < carried.length; length++) {
            byte[] cut = Arrays.copyOf(carried, length);
            assertThatThrownBy(() -> undone(cut, new Random(1)))
                    .hasMessage("the stream ends within a record, at byte " + cut.length);
        }
    }

    @Test
    void a_damaged_stream_gives_an_error_or_as_many_bytes_as_its_records_say() throws Exception {
        byte[] content = content(300_000, 5);
        byte[] carried = records(content, 3);
        int errors = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = carried.clone();
            int where = seed % 2 == 0 ? random.nextInt(RecordHeader.BYTES) : random.nextInt(carried.length);
            damaged[where] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(undone(damaged, random).length).isLessThanOrEqualTo(2 * content.length);
            } catch (IOException e) {
                errors++;
                assertThat(e)
                        .hasMessageMatching("(?s)what stands at byte .*|the record that ends at .*|the stream ends .*");
            }
        }
        assertThat(errors).isGreaterThan(1500);
    }

    @Test
    void random_bytes_are_no_records() {
        for (int seed = 0; seed < 500; seed++) {
            byte[] noise = new byte[5000];
            new Random(seed).nextBytes(noise);
            assertThatThrownBy(() -> undone(noise, new Random(1))).hasMessage("what stands at byte 0 is no record");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 6",
        "0, 0, 0",
        "1, 7, 7",
        "1, 0, 9",
        "1, 1, 1048577",
        "0, 1048577, 1048577",
        "2, 5, 9",
        "1, -5, 9"
    })
    void a_header_that_breaks_a_rule_is_none(int codec, int carried, int content) {
        ByteBuffer header = ByteBuffer.allocate(RecordHeader.BYTES);
        header.putInt(codec << 24).putInt(carried).putInt(content).flip();
        assertThat(RecordHeader.read(header)).isEmpty();
    }

    @Test
    void a_header_reads_as_it_was_written() {
        RecordHeader header = new RecordHeader(RecordHeader.Codec.ZSTD, 70_000, 1 << 20);
        ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
        header.put(bytes);
        assertThat(bytes.array()).containsExactly(1, 0, 0, 0, 0, 1, 0x11, 0x70, 0, 0x10, 0, 0);
        assertThat(RecordHeader.read(bytes.flip())).contains(header);
    }

    @Test
    void a_frame_that_gives_less_than_was_announced_is_refused() throws Exception {
        byte[] carried = records(Arrays.copyOf(new byte[] {1, 2, 3}, 3000), 3);
        ByteBuffer.wrap(carried).putInt(8, 3001);
        assertThatThrownBy(() -> undone(carried, new Random(1)))
                .hasMessageContaining("3000 bytes where 3001 were announced");
    }
}
