package org.kaappliance.relay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.DigestKind;

class PieceChecksumsTest {
    private static final byte[] STREAM = stream();

    private static byte[] stream() {
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7 + i / 251);
        }
        return bytes;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The expected digest was computed apart from this code, with the polynomials of RFC 3720 and IEEE 802.3. */
    @Test
    void the_digest_is_the_one_of_the_specification() {
        MessageDigest digest = StreamDigests.start(DigestKind.CHECKSUMS);
        digest.update(STREAM);
        assertThat(hex(digest)).isEqualTo("32b8e11ee8634108bc7c685b7e7ba2da4c1bf69361f9ed5e6434c6e06e54cef7");
        assertThat(hex(digest)).as("of nothing").isEqualTo(hex(StreamDigests.start(DigestKind.SHA_256)));
    }

    @Test
    void how_the_stream_is_cut_into_updates_makes_no_difference() {
        MessageDigest whole = StreamDigests.start(DigestKind.CHECKSUMS);
        whole.update(STREAM);
        String expected = hex(whole);
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            MessageDigest digest = StreamDigests.start(DigestKind.CHECKSUMS);
            for (int at = 0; at < STREAM.length; ) {
                int length = Math.min(STREAM.length - at, 1 + random.nextInt(100_000));
                if (random.nextBoolean()) {
                    digest.update(STREAM, at, length);
                } else {
                    digest.update(ByteBuffer.allocateDirect(length)
                            .put(STREAM, at, length)
                            .flip());
                }
                at += length;
            }
            assertThat(hex(digest)).as("seed " + seed).isEqualTo(expected);
        }
    }

    @Test
    void a_changed_a_missing_a_doubled_and_a_moved_byte_show() {
        MessageDigest whole = StreamDigests.start(DigestKind.CHECKSUMS);
        whole.update(STREAM);
        String expected = hex(whole);
        Random random = new Random(4);
        for (int i = 0; i < 50; i++) {
            byte[] other = STREAM.clone();
            int at = random.nextInt(other.length - 1);
            other[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(digestOf(other, other.length)).isNotEqualTo(expected);
            byte[] moved = STREAM.clone();
            moved[at] = STREAM[at + 1];
            moved[at + 1] = STREAM[at];
            if (STREAM[at] != STREAM[at + 1]) {
                assertThat(digestOf(moved, moved.length)).isNotEqualTo(expected);
            }
        }
        assertThat(digestOf(STREAM, STREAM.length - 1)).isNotEqualTo(expected);
    }

    private static String digestOf(byte[] bytes, int length) {
        MessageDigest digest = StreamDigests.start(DigestKind.CHECKSUMS);
        digest.update(bytes, 0, length);
        return hex(digest);
    }
}
