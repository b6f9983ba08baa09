package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TftpCodecTest {
    private static final byte[] PXELINUX =
            Packets.request(1, "pxelinux.cfg/01-52-54-00-77-00-01", "octet", "tsize", "0", "blksize", "1408");

    @Test
    void pxelinux_asks_for_size_and_block_size() {
        assertThat(Packets.decode(PXELINUX))
                .isEqualTo(new TftpPacket.ReadRequest(
                        "pxelinux.cfg/01-52-54-00-77-00-01",
                        TransferMode.OCTET,
                        List.of(new RequestOption("tsize", "0"), new RequestOption("blksize", "1408"))));
    }

    @Test
    void mode_and_option_names_do_not_depend_on_case() {
        assertThat(Packets.decode(Packets.request(1, "A", "NetASCII", "BlkSize", "8")))
                .isEqualTo(new TftpPacket.ReadRequest(
                        "A", TransferMode.NETASCII, List.of(new RequestOption("blksize", "8"))));
    }

    @Test
    void the_first_of_two_equal_options_counts() {
        TftpPacket packet = Packets.decode(Packets.request(1, "a", "octet", "blksize", "8", "BLKSIZE", "9"));
        assertThat(((TftpPacket.ReadRequest) packet).options()).containsExactly(new RequestOption("blksize", "8"));
    }

    @Test
    void nul_padding_behind_a_request_is_passed_over() {
        assertThat(Packets.decode(Arrays.copyOf(PXELINUX, 512))).isEqualTo(Packets.decode(PXELINUX));
    }

    @Test
    void a_name_is_utf_8() {
        byte[] request = Packets.request(
                1, new String("ä".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), "octet");
        assertThat(((TftpPacket.ReadRequest) Packets.decode(request)).name()).isEqualTo("ä");
    }

    @Test
    void a_write_request_keeps_its_name_only() {
        assertThat(Packets.decode(Packets.request(2, "up", "octet"))).isEqualTo(new TftpPacket.WriteRequest("up"));
    }

    @Test
    void block_numbers_are_unsigned() {
        assertThat(Packets.decode(Packets.ack(65535))).isEqualTo(new TftpPacket.Ack(65535));
    }

    @Test
    void an_error_without_its_closing_nul_still_counts() {
        assertThat(Packets.decode(Packets.bytes("|\5|\10User aborted"))).isEqualTo(new TftpPacket.Error(8, ""));
        assertThat(Packets.decode(Packets.error(8, "User aborted"))).isEqualTo(new TftpPacket.Error(8, "User aborted"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|\1",
                "|\1|",
                "|\1||",
                "|\1|octet|",
                "|\1some_fi",
                "|\1a|",
                "|\1a|octet",
                "|\1a|binascii|",
                "|\1a|mail|",
                "|\0011|octet",
                "|\1a|octet|blksize",
                "|\1a|octet|blksize|",
                "|\1a|octet|blksize|512",
                "|\2a"
            })
    void a_request_that_cannot_be_read_is_malformed(String text) {
        assertThat(Packets.decode(Packets.bytes(text))).isInstanceOf(TftpPacket.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "|", "|\3", "|\3|\1data", "|\4", "|\4|", "|\5", "|\5|", "|\6blksize|8|", "||", "|\7", "\1|"})
    void what_is_no_business_of_a_server_is_a_stray(String text) {
        assertThat(Packets.decode(Packets.bytes(text))).isInstanceOf(TftpPacket.Stray.class);
    }

    @Test
    void a_hundred_options_are_too_many() {
        StringBuilder request = new StringBuilder("|\1a|octet|");
        IntStream.range(0, 100).forEach(i -> request.append("x").append(i).append("|1|"));
        assertThat(Packets.decode(Packets.bytes(request.toString()))).isInstanceOf(TftpPacket.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 4096, 65_000})
    void a_long_name_is_only_a_name(int length) {
        TftpPacket packet = Packets.decode(Packets.request(1, "n".repeat(length), "octet"));
        assertThat(((TftpPacket.ReadRequest) packet).name()).hasSize(length);
    }

    @Test
    void every_truncation_of_a_request_is_malformed_or_a_shorter_request() {
        for (int length = 0; length < PXELINUX.length; length++) {
            TftpPacket packet = Packets.decode(Arrays.copyOf(PXELINUX, length));
            if (packet instanceof TftpPacket.ReadRequest request) {
                assertThat(PXELINUX[length - 1]).as("length %d", length).isZero();
                assertThat(request.options()).hasSizeLessThan(2);
            } else {
                assertThat(packet).isInstanceOfAny(TftpPacket.Malformed.class, TftpPacket.Stray.class);
            }
        }
    }

    @Test
    void bytes_beyond_the_datagram_are_never_read() {
        ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(PXELINUX, 600)).limit(PXELINUX.length - 1);
        assertThat(TftpCodec.decode(buffer)).isEqualTo(new TftpPacket.Malformed("option without a value"));
    }

    @Test
    void no_mutation_gets_an_exception_out_of_the_codec() {
        Random random = new Random(42);
        for (int round = 0; round < 200_000; round++) {
            byte[] packet = PXELINUX.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
            }
            assertThat(Packets.decode(Arrays.copyOf(packet, random.nextInt(packet.length + 1))))
                    .isNotNull();
        }
    }

    @Test
    void an_oack_ends_with_one_nul_and_nothing_behind_it() {
        byte[] oack = TftpCodec.oack(List.of(new RequestOption("tsize", "9"), new RequestOption("blksize", "1408")));
        assertThat(oack).isEqualTo(Packets.bytes("|\6tsize|9|blksize|1408|"));
    }

    @Test
    void errors_are_short_and_echo_nothing() {
        assertThat(TftpCodec.error(TftpError.FILE_NOT_FOUND)).isEqualTo(Packets.bytes("|\5|\1File not found|"));
        for (TftpError error : TftpError.values()) {
            assertThat(TftpCodec.error(error)).hasSizeLessThan(64);
        }
    }

    @Test
    void the_block_number_of_data_wraps() {
        ByteBuf header = Unpooled.buffer(4, 4);
        TftpCodec.putDataHeader(header, 0x1fffe);
        assertThat(header.array()).isEqualTo(new byte[] {0, 3, (byte) 0xff, (byte) 0xfe});
    }
}
