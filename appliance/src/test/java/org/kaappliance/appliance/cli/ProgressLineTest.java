package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true);
    private long nowNanos;

    private void passes(long millis) {
        nowNanos += Duration.ofMillis(millis).toNanos();
    }

    private String written() {
        String text = bytes.toString();
        bytes.reset();
        return text;
    }

    private static Supplier<String> text(String line) {
        return () -> line;
    }

    @Test
    void on_a_terminal_it_is_painted_in_place_and_cut_to_the_width() {
        ProgressLine line = ProgressLine.repainted(out, 10, () -> nowNanos);
        line.show(text("123456789012345"));
        assertThat(written()).isEqualTo("\r123456789\u001b[K");
    }

    @Test
    void on_a_terminal_it_is_painted_twice_a_second_at_most() {
        ProgressLine line = ProgressLine.repainted(out, 80, () -> nowNanos);
        line.show(text("a"));
        passes(100);
        line.show(text("b"));
        assertThat(written()).contains("a").doesNotContain("b");
        passes(400);
        line.show(text("c"));
        assertThat(written()).contains("c");
    }

    @Test
    void a_line_that_stays_goes_above_it() {
        ProgressLine line = ProgressLine.repainted(out, 80, () -> nowNanos);
        line.show(text("50 %"));
        written();
        line.say("node3 is lost");
        assertThat(written()).isEqualTo("\r\u001b[Knode3 is lost" + System.lineSeparator() + "\r50 %\u001b[K");
        line.clear();
        assertThat(written()).isEqualTo("\r\u001b[K");
    }

    @Test
    void in_a_file_it_is_one_line_each_ten_seconds_without_any_control_character() {
        ProgressLine line = ProgressLine.logged(out, () -> nowNanos);
        for (int i = 0; i < 41; i++) {
            passes(500);
            line.show(text("at " + nowNanos / 1_000_000));
        }
        line.say("done");
        line.clear();
        assertThat(written().lines()).hasSize(3).doesNotHaveDuplicates().noneMatch(l -> l.contains("\u001b"));
    }
}
