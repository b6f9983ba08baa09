package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalConsoleFileTest {
    @TempDir
    private Path dir;

    private Path file;
    private ConsoleFile console;

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void open() {
        file = dir.resolve("vm1.console");
        console = new ConsoleFile(file);
    }

    @Test
    void it_grows_by_what_is_new() throws IOException {
        open();
        assertThat(console.read()).isEqualTo(ConsoleTail.EMPTY);
        assertThat(console.bytes()).isZero();
        write("GRUB\r\n");
        assertThat(console.read()).isEqualTo(new ConsoleTail(6, "GRUB\r\n"));
        write("vm1 login: ");
        ConsoleTail all = console.read();
        assertThat(all).isEqualTo(new ConsoleTail(17, "GRUB\r\nvm1 login: "));
        assertThat(all.since(6)).isEqualTo("vm1 login: ");
        assertThat(all.since(0)).isEqualTo(all.text());
        assertThat(all.since(17)).isEmpty();
        assertThat(console.read()).isSameAs(all);
    }

    @Test
    void of_a_flood_the_end_is_kept() throws IOException {
        open();
        write("begin");
        console.read();
        write("x".repeat(2 * ConsoleTail.MOST) + "Kernel panic");
        ConsoleTail tail = console.read();
        assertThat(tail.bytes()).isEqualTo(5 + 2 * ConsoleTail.MOST + 12);
        assertThat(tail.text()).hasSize(ConsoleTail.MOST).endsWith("xKernel panic");
        write("y");
        ConsoleTail next = console.read();
        assertThat(next.text()).hasSize(ConsoleTail.MOST).endsWith("xKernel panicy");
        assertThat(next.since(5)).isEqualTo(next.text());
    }

    @Test
    void what_is_new_in_part_stands_alone() {
        ConsoleTail tail = new ConsoleTail(3, "old").with(100, "new");
        assertThat(tail).isEqualTo(new ConsoleTail(100, "new"));
    }
}
