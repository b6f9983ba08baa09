package org.kaappliance.clientkit.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TabLineTest {
    @Test
    void any_text_is_one_line_and_comes_back() {
        TabLine line = TabLine.of("log", "a\tb\\n\nc\r\u0007\u009fü\ud83d\ude00", "");

        assertThat(line.encode()).isEqualTo("log\ta\\tb\\\\n\\nc\\r\\x07\\x9fü\ud83d\ude00\t");
        assertThat(TabLine.decode(line.encode())).isEqualTo(line);
    }

    @Test
    void random_text_comes_back() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            String text = random.ints(random.nextInt(30), 0, 0x180)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            TabLine line = TabLine.of(text, "x");
            assertThat(TabLine.decode(line.encode())).as("seed %d", seed).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\", "\\q", "\\x", "\\x1", "\\xzz"})
    void a_bad_escape_is_refused(String text) {
        assertThatThrownBy(() -> TabLine.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
