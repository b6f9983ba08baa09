package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    @TempDir
    private Path directory;

    private Path root;

    @BeforeEach
    void tree() throws IOException {
        root = Files.createDirectories(directory.resolve("root/sub")).getParent();
        Files.writeString(root.resolve("file"), "inside");
        Files.writeString(root.resolve("sub/file"), "deeper");
        Files.writeString(directory.resolve("secret"), "outside");
        Files.writeString(Files.createDirectory(directory.resolve("root-2")).resolve("file"), "beside");
        Files.createSymbolicLink(root.resolve("link"), Path.of("sub/file"));
        Files.createSymbolicLink(root.resolve("out"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("outdir"), directory);
        Files.createSymbolicLink(root.resolve("beside"), Path.of("../root-2"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "/file", "//file", "\\file", "./file", "sub/../file"})
    void a_file_under_the_root_has_several_spellings(String name) throws IOException {
        if (name.contains("..")) {
            assertThat(read(name)).isNull();
        } else {
            assertThat(read(name)).isEqualTo("inside");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub/file", "sub\\file", "/sub//file", "link"})
    void directories_backslashes_and_links_that_stay_inside_work(String name) throws IOException {
        assertThat(read(name)).isEqualTo("deeper");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/../secret",
                "..\\secret",
                "sub/../../secret",
                "....//secret",
                "%2e%2e/secret",
                "out",
                "outdir/secret",
                "beside/file",
                "../root-2/file",
                "/etc/passwd",
                "",
                "/",
                ".",
                "..",
                "sub",
                "loop",
                "file/x",
                "file.",
                "none",
                "a\u0000b",
                "aux",
                "con",
                "\ufffd"
            })
    void nothing_else_can_be_reached(String name) throws IOException {
        assertThat(read(name)).isNull();
    }

    @Test
    void a_name_of_any_length_is_only_unknown() throws IOException {
        assertThat(read("n".repeat(300))).isNull();
        assertThat(read("n/".repeat(5000))).isNull();
    }

    @Test
    void without_its_root_a_route_knows_nothing() throws IOException {
        assertThat(read(new RootDirectoryRoute(directory.resolve("later")), "file"))
                .isNull();
    }

    @Test
    void a_fixed_file_is_opened_once_and_anew_when_it_was_replaced() throws IOException {
        Path kernel = Files.writeString(directory.resolve("vmlinuz"), "one");
        FixedFileRoute route = new FixedFileRoute(Map.of("kit/vmlinuz", kernel));
        Content first = route.resolve(request("/kit/vmlinuz")).orElseThrow();
        assertThat(route.resolve(request("kit/vmlinuz"))).containsSame(first);
        Path next = Files.writeString(directory.resolve("next"), "two!");
        Files.move(next, kernel, StandardCopyOption.REPLACE_EXISTING);
        assertThat(read(route, "kit/vmlinuz")).isEqualTo("two!");
        assertThat(text(first)).as("a transfer under way keeps its file").isEqualTo("one");
    }

    @Test
    void a_fixed_file_that_is_not_there_yet_is_unknown() throws IOException {
        assertThat(read(new FixedFileRoute("kit/vmlinuz", directory.resolve("none")), "kit/vmlinuz"))
                .isNull();
        assertThat(read(new FixedFileRoute("kit/vmlinuz", root.resolve("file")), "kit/other"))
                .isNull();
    }

    @Test
    void a_file_that_is_cut_while_it_is_read_is_an_error_not_a_crash() throws IOException {
        Path file = Files.writeString(directory.resolve("cut"), "0123456789");
        Content content = Content.ofFile(file);
        Files.writeString(file, "01234", StandardOpenOption.TRUNCATE_EXISTING);
        assertThatThrownBy(() -> content.read(0, ByteBuffer.allocate(10)))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("cut to 5 bytes");
    }

    @Test
    void a_file_beyond_four_gibibytes_can_be_read_at_its_end() throws IOException {
        Path file = directory.resolve("large");
        long size = (4L << 30) + 3;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("end".getBytes()), size - 3); // sparse
        }
        Content content = Content.ofFile(file);
        assertThat(content.sizeBytes()).isEqualTo(size);
        ByteBuffer end = ByteBuffer.allocateDirect(4);
        content.read(size - 4, end);
        assertThat(end.flip()).isEqualTo(ByteBuffer.wrap("\0end".getBytes()));
    }

    @Test
    void a_fixed_text_stands_under_its_name_and_under_no_other() throws IOException {
        FixedTextRoute route = new FixedTextRoute(Map.of("pxelinux.cfg/help.txt", "hälp"));
        assertThat(read(route, "/pxelinux.cfg/help.txt")).isEqualTo("hälp");
        assertThat(read(route, "help.txt")).isNull();
    }

    @Test
    void a_directory_is_no_content() {
        assertThatThrownBy(() -> Content.ofFile(root)).isInstanceOf(IOException.class);
    }

    private String read(String name) throws IOException {
        return read(new RootDirectoryRoute(root), name);
    }

    private static String read(ContentRoute route, String name) throws IOException {
        var content = route.resolve(request(name));
        return content.isEmpty() ? null : text(content.get());
    }

    private static String text(Content content) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) content.sizeBytes());
        content.read(0, bytes);
        return new String(bytes.array());
    }

    private static TftpRequest request(String name) {
        return new TftpRequest(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 2070));
    }
}
