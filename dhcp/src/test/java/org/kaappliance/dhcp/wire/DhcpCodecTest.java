package org.kaappliance.dhcp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class DhcpCodecTest {
    private static final int HEADER = 240;

    public static List<String> captures() {
        return Captures.NAMES;
    }

    @Test
    public void every_option_of_ipxe_is_kept_in_order() {
        assertThat(Captures.message("ipxe-bios-request").options().codes())
                .containsExactly(53, 57, 93, 94, 60, 77, 55, 175, 61, 97, 54, 50);
    }

    @ParameterizedTest
    @MethodSource("captures")
    public void what_is_written_reads_back_the_same(String capture) {
        DhcpMessage message = Captures.message(capture);
        assertThat(decode(DhcpCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("captures")
    public void every_truncation_is_a_value(String capture) {
        byte[] whole = Captures.octets(capture);
        for (int length = 0; length < whole.length; length++) {
            Decoded decoded = DhcpCodec.decode(Arrays.copyOf(whole, length));
            if (length < HEADER) {
                assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261122, 0x5eed})
    public void mutated_packets_never_throw_and_what_they_mean_can_be_written(long seed) {
        Random random = new Random(seed);
        List<byte[]> originals = Captures.NAMES.stream().map(Captures::octets).toList();
        for (int round = 0; round < 5_000; round++) {
            byte[] octets = originals.get(round % originals.size()).clone();
            for (int i = random.nextInt(12); i >= 0; i--) {
                int at = random.nextBoolean()
                        ? random.nextInt(octets.length)
                        : HEADER + random.nextInt(Math.min(60, octets.length - HEADER));
                octets[at] = (byte) random.nextInt(256);
            }
            if (DhcpCodec.decode(octets) instanceof Decoded.Message decoded) {
                DhcpMessage message = decoded.message();
                boolean fits = message.sname().length() < 64 && message.file().length() < 128;
                if (fits) {
                    assertThat(decode(DhcpCodec.encode(message)))
                            .as("seed %d", seed)
                            .isEqualTo(message);
                }
            }
        }
    }

    @Test
    public void values_of_one_code_are_joined() {
        DhcpMessage message = decode(withOptions("2b02aabb 350101 2b02ccdd ff"));
        assertThat(message.options().bytes(43)).contains(HexFormat.of().parseHex("aabbccdd"));
    }

    @Test
    public void a_value_over_255_octets_is_split_and_joined_again() {
        byte[] value = new byte[700];
        new Random(1).nextBytes(value);
        DhcpMessage message = Captures.message("udhcpc-discover")
                .withOptions(DhcpOptions.builder().put(82, value).build());
        assertThat(decode(DhcpCodec.encode(message)).options().bytes(82)).contains(value);
    }

    @Test
    public void options_in_file_and_sname_are_read_after_the_others() {
        byte[] octets = withOptions("350101 340103 3d01aa ff");
        put(octets, 108, "3d01bb 0c026869 ff");
        put(octets, 44, "3d01cc ff");
        DhcpMessage message = decode(octets);
        assertThat(message.options()).hasToString("{53=01, 61=aabbcc, 12=6869}");
        assertThat(message.file()).isEmpty();
        assertThat(message.sname()).isEmpty();
    }

    @Test
    public void overload_inside_an_overloaded_field_is_not_followed() {
        byte[] octets = withOptions("340101 ff");
        put(octets, 108, "340102 ff");
        put(octets, 44, "0c0161 ff");
        assertThat(decode(octets).options().has(12)).isFalse();
    }

    @Test
    public void a_field_without_end_and_with_padding_between_is_read() {
        byte[] octets = withOptions("00 00 350101 00 3204 0a000105");
        assertThat(decode(octets).options()).hasToString("{53=01, 50=0a000105}");
    }

    @Test
    public void zero_length_options_are_kept_and_their_typed_values_are_absent() {
        DhcpOptions options = decode(withOptions("3500 3d00 3300 ff")).options();
        assertThat(options.codes()).containsExactly(53, 61, 51);
        assertThat(options.number(51, 4)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "3505 01, option 53 runs over the end of its field",
        "35, option 53 runs over the end of its field",
        "350101 ffff01 00, ''"
    })
    public void an_option_over_the_end_is_malformed_but_nothing_behind_end_is(String options, String reason) {
        byte[] octets = withOptions(options);
        String found = DhcpCodec.decode(octets) instanceof Decoded.Malformed malformed ? malformed.reason() : "";
        assertThat(found).isEqualTo(reason);
    }

    @Test
    public void a_wrong_cookie_and_a_giant_are_malformed() {
        byte[] octets = withOptions("350101 ff");
        octets[236]++;
        assertThat(DhcpCodec.decode(octets)).isEqualTo(new Decoded.Malformed("no magic cookie"));
        assertThat(DhcpCodec.decode(new byte[1501])).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    public void any_hardware_length_is_read() {
        IntStream.of(0, 1, 16, 17, 255).forEach(hlen -> {
            byte[] octets = withOptions("350101 ff");
            octets[2] = (byte) hlen;
            assertThat(decode(octets).hlen()).isEqualTo(hlen);
        });
    }

    @Test
    public void a_message_is_at_least_300_octets() {
        DhcpMessage message = decode(withOptions("350101 ff"));
        assertThat(DhcpCodec.encode(message)).hasSize(300);
        assertThat(DhcpCodec.encodedLength(message)).isEqualTo(300);
    }

    @Test
    public void a_file_name_without_room_for_its_nul_is_refused() {
        DhcpMessage m = decode(withOptions("350101 ff"));
        DhcpMessage tooLong = new DhcpMessage(
                2,
                1,
                6,
                0,
                0,
                0,
                0,
                m.ciaddr(),
                m.yiaddr(),
                m.siaddr(),
                m.giaddr(),
                m.chaddr(),
                "",
                "f".repeat(128),
                m.options());
        assertThatIllegalArgumentException().isThrownBy(() -> DhcpCodec.encode(tooLong));
    }

    private static DhcpMessage decode(byte[] octets) {
        Decoded decoded = DhcpCodec.decode(octets);
        assertThat(decoded).isInstanceOf(Decoded.Message.class);
        return ((Decoded.Message) decoded).message();
    }

    /** The header of a real packet with these options. */
    private static byte[] withOptions(String hex) {
        byte[] options = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] octets = Arrays.copyOf(Captures.octets("udhcpc-discover"), HEADER + options.length);
        System.arraycopy(options, 0, octets, HEADER, options.length);
        return octets;
    }

    private static void put(byte[] octets, int at, String hex) {
        byte[] value = HexFormat.of().parseHex(hex.replace(" ", ""));
        System.arraycopy(value, 0, octets, at, value.length);
    }
}
