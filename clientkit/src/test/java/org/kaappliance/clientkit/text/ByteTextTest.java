package org.kaappliance.clientkit.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteTextTest {
    @TempDir
    Path dir;

    @Test
    void every_byte_is_written_as_it_was_read() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        Path file = Files.write(dir.resolve("in"), all);

        ByteText.write(dir.resolve("out"), ByteText.read(file));

        assertThat(dir.resolve("out")).hasBinaryContent(all);
    }

    @Test
    void people_see_utf_8() throws Exception {
        Path file = Files.writeString(dir.resolve("in"), "ünï-日本");

        assertThat(ByteText.decode(ByteText.read(file))).isEqualTo("ünï-日本");
        assertThat(ByteText.decode("caf\u00e9")).isEqualTo("caf\ufffd");
    }

    @Test
    void text_that_was_not_read_as_bytes_is_not_written() {
        assertThatThrownBy(() -> ByteText.write(dir.resolve("out"), "日本")).isInstanceOf(IOException.class);
    }
}
