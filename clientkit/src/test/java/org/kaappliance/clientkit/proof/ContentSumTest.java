package org.kaappliance.clientkit.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentSumTest {
    private final Random random = new Random(11);

    @Test
    void it_does_not_matter_how_a_file_is_cut_and_which_of_its_zeros_are_holes() {
        for (int round = 0; round < 300; round++) {
            byte[] file = fileWithZeros(random.nextInt(60_000));
            long whole = sum(file, file.length + 1, false);

            assertThat(sum(file, 1 + random.nextInt(9000), false)).isEqualTo(whole);
            assertThat(sum(file, 512, true)).isEqualTo(whole);
            assertThat(sum(file, 4096, true)).isEqualTo(whole);
        }
    }

    @Test
    void every_single_changed_byte_is_another_sum() {
        byte[] file = fileWithZeros(9000);
        long whole = sum(file, 4096, false);
        for (int at = 0; at < file.length; at++) {
            byte[] changed = file.clone();
            changed[at] ^= 1 << random.nextInt(8);
            assertThat(sum(changed, 4096, true)).as("byte " + at).isNotEqualTo(whole);
        }
    }

    @Test
    void a_block_that_is_lost_moved_or_exchanged_is_another_sum() {
        byte[] file = new byte[6 * 4096];
        random.nextBytes(file);
        long whole = sum(file, 4096, false);
        byte[] lost = file.clone();
        Arrays.fill(lost, 4096, 8192, (byte) 0);
        byte[] exchanged = file.clone();
        System.arraycopy(file, 0, exchanged, 4096, 4096);
        System.arraycopy(file, 4096, exchanged, 0, 4096);
        byte[] alone = new byte[6 * 4096];
        System.arraycopy(file, 0, alone, 4096, 4096);
        byte[] moved = new byte[6 * 4096];
        System.arraycopy(file, 0, moved, 8192, 4096);

        assertThat(sum(lost, 4096, true)).isNotEqualTo(whole);
        assertThat(sum(exchanged, 4096, true)).isNotEqualTo(whole);
        assertThat(sum(moved, 4096, true)).isNotEqualTo(sum(alone, 4096, true));
    }

    private byte[] fileWithZeros(int size) {
        byte[] file = new byte[size];
        random.nextBytes(file);
        for (int i = 0; i < 4 && size > 0; i++) {
            int from = random.nextInt(size);
            Arrays.fill(file, from, Math.min(size, from + random.nextInt(15_000)), (byte) 0);
        }
        return file;
    }

    private static long sum(byte[] file, int piece, boolean holes) {
        ContentSum sum = new ContentSum();
        for (int at = 0; at < file.length; at += piece) {
            ByteBuffer bytes = ByteBuffer.wrap(file, at, Math.min(piece, file.length - at));
            if (!holes || !isZero(bytes)) {
                sum.update(at, bytes);
            }
        }
        return sum.end();
    }

    private static boolean isZero(ByteBuffer bytes) {
        return bytes.slice().equals(ByteBuffer.allocate(bytes.remaining()));
    }
}
