package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetasciiContentTest {

    @ParameterizedTest
    @CsvSource({"'',''", "abc,abc", "a#b,a~#b", "#,~#", "##,~#~#", "a~b,a~0b", "~#,~0~#"})
    void lf_becomes_cr_lf_and_cr_becomes_cr_nul(String source, String encoded) throws IOException {
        assertThat(encode(real(source))).isEqualTo(real(encoded));
    }

    @Test
    void it_reads_the_same_in_blocks_of_any_size_and_a_block_again() throws IOException {
        StringBuilder text = new StringBuilder();
        new Random(7).ints(20_000, 0, 4).forEach(i -> text.append("\r\nab".charAt(i)));
        byte[] whole = encode(text.toString()).getBytes(StandardCharsets.ISO_8859_1);
        for (int blockSize : new int[] {8, 512, 1408, 8192}) {
            NetasciiContent content = new NetasciiContent(Content.ofText(text.toString()));
            for (int at = 0; at < whole.length; at += blockSize) {
                int length = Math.min(blockSize, whole.length - at);
                for (int again = 0; again < 2; again++) {
                    ByteBuffer block = ByteBuffer.allocate(length);
                    content.read(at, block);
                    assertThat(block.array()).isEqualTo(Arrays.copyOfRange(whole, at, at + length));
                }
            }
        }
    }

    @Test
    void any_offset_can_be_read() throws IOException {
        NetasciiContent content = new NetasciiContent(Content.ofText("a\nb\nc\n"));
        ByteBuffer two = ByteBuffer.allocate(2);
        content.read(5, two);
        assertThat(two.array()).isEqualTo(new byte[] {'\n', 'c'});
    }

    @Test
    void a_window_that_is_sent_again_is_found_anywhere_in_a_large_text() throws IOException {
        StringBuilder text = new StringBuilder();
        new Random(8).ints(200_000, 0, 4).forEach(i -> text.append("\r\nab".charAt(i)));
        byte[] whole = encode(text.toString()).getBytes(StandardCharsets.ISO_8859_1);
        NetasciiContent content = new NetasciiContent(Content.ofText(text.toString()));
        assertThat(content.sizeBytes()).isEqualTo(whole.length).isGreaterThan(250_000);
        Random random = new Random(9);
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(whole.length);
            ByteBuffer block = ByteBuffer.allocate(Math.min(1408, whole.length - at));
            content.read(at, block);
            assertThat(block.array()).isEqualTo(Arrays.copyOfRange(whole, at, at + block.capacity()));
        }
    }

    private static String encode(String source) throws IOException {
        NetasciiContent content = new NetasciiContent(Content.ofText(source));
        ByteBuffer all = ByteBuffer.allocate((int) content.sizeBytes());
        content.read(0, all);
        return new String(all.array(), StandardCharsets.ISO_8859_1);
    }

    private static String real(String readable) {
        return readable.replace('#', '\n').replace('~', '\r').replace('0', '\0');
    }
}
