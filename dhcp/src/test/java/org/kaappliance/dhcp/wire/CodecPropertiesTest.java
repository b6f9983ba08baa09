package org.kaappliance.dhcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any octets and any message. */
public class CodecPropertiesTest {
    private static final int HEADER = 240;

    public static List<String> captures() {
        return Captures.NAMES;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261123, 0xcafe})
    public void any_message_reads_back_as_it_was_written(long seed) {
        RandomMessages messages = new RandomMessages(seed);
        for (int i = 0; i < 5_000; i++) {
            DhcpMessage message = messages.next();
            byte[] octets = DhcpCodec.encode(message);
            assertThat(octets.length)
                    .isEqualTo(DhcpCodec.encodedLength(message))
                    .isBetween(300, 1500);
            assertThat(DhcpCodec.decode(octets))
                    .as("seed %d, message %d", seed, i)
                    .isEqualTo(new Decoded.Message(message));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20261123, 0xbeef})
    public void any_octets_are_a_message_that_can_be_written_or_a_reason(long seed) {
        Random random = new Random(seed);
        List<byte[]> originals = Captures.NAMES.stream().map(Captures::octets).toList();
        int messages = 0;
        for (int round = 0; round < 20_000; round++) {
            Decoded decoded = DhcpCodec.decode(mutated(originals.get(round % originals.size()), random));
            if (decoded instanceof Decoded.Message message) {
                messages++;
                checkWritable(message.message(), "seed " + seed + ", round " + round);
            } else {
                assertThat(((Decoded.Malformed) decoded).reason()).isNotBlank();
            }
        }
        assertThat(messages).isBetween(1_000, 19_000);
    }

    /** Octets changed, a piece cut out, doubled or shifted. */
    private static byte[] mutated(byte[] original, Random random) {
        byte[] octets = original.clone();
        for (int i = random.nextInt(8); i > 0; i--) {
            int at = random.nextInt(4) == 0 ? random.nextInt(HEADER) : HEADER + random.nextInt(octets.length - HEADER);
            octets[at] = (byte) random.nextInt(256);
        }
        int from = HEADER + random.nextInt(octets.length - HEADER);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(octets, HEADER - 10 + random.nextInt(octets.length - HEADER + 10));
            case 1 -> joined(octets, Arrays.copyOfRange(octets, from, octets.length));
            case 2 -> joined(Arrays.copyOf(octets, HEADER), Arrays.copyOfRange(octets, from, octets.length));
            default -> octets;
        };
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** A received name without a NUL fills its field; we never write such a one. */
    private static void checkWritable(DhcpMessage message, String round) {
        if (message.sname().length() < 64 && message.file().length() < 128) {
            byte[] octets = DhcpCodec.encode(message);
            if (octets.length <= 1500) {
                assertThat(DhcpCodec.decode(octets)).as(round).isEqualTo(new Decoded.Message(message));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    public void every_truncation_is_a_reason_or_has_the_options_that_are_whole(String capture) {
        byte[] whole = Captures.octets(capture);
        String all = Captures.message(capture).options().toString();
        for (int length = 0; length < whole.length; length++) {
            Decoded decoded = DhcpCodec.decode(Arrays.copyOf(whole, length));
            if (length < HEADER) {
                assertThat(decoded).isEqualTo(new Decoded.Malformed("only " + length + " octets"));
            } else if (decoded instanceof Decoded.Message message) {
                String options = message.message().options().toString();
                assertThat(all).startsWith(options.substring(0, options.length() - 1));
            }
        }
    }
}
