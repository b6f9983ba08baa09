package org.kaappliance.relay.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.wire.BlockHeader.Kind.BLOCK;
import static org.kaappliance.relay.wire.BlockHeader.MAX_BLOCK_BYTES;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockHeaderTest {
    private static ByteBuffer bytes(BlockHeader header) {
        ByteBuffer out = ByteBuffer.allocate(BlockHeader.BYTES);
        header.put(out);
        return out.flip();
    }

    @Test
    void headers_come_back_as_sent() {
        BlockHeader block = new BlockHeader(BLOCK, MAX_BLOCK_BYTES, 3L * MAX_BLOCK_BYTES, 0xdeadbeef);
        BlockHeader end = BlockHeader.end(1L << 40, new StreamDigest("00".repeat(32)));
        for (BlockHeader header : new BlockHeader[] {block, end, BlockHeader.idle(77)}) {
            assertThat(BlockHeader.read(bytes(header))).contains(header);
        }
    }

    @Test
    void a_flip_of_any_bit_is_seen() {
        BlockHeader block = new BlockHeader(BLOCK, 5000, 70_000, 0x12345678);
        for (int bit = 0; bit < BlockHeader.BYTES * 8; bit++) {
            ByteBuffer damaged = bytes(block);
            damaged.put(bit / 8, (byte) (damaged.get(bit / 8) ^ 1 << bit % 8));
            assertThat(BlockHeader.read(damaged)).as("bit " + bit).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "262145, 0", "-1, 0", "2, 262143", "1, -1", "10, 9223372036854775807"})
    void lengths_and_offsets_that_no_block_has_are_refused_though_the_checksum_is_right(int length, long offset) {
        assertThat(BlockHeader.read(bytes(new BlockHeader(BLOCK, length, offset, 0))))
                .isEmpty();
    }

    @Test
    void the_checksum_is_crc32c() {
        ByteBuffer digits = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(BlockHeader.crcOf(digits)).isEqualTo(0xe3069283);
        assertThat(digits.remaining()).isEqualTo(9);
    }
}
