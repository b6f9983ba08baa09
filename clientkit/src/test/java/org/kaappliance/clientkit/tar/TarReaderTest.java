package org.kaappliance.clientkit.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of GNU tar, read by ours. Needs root: owners, devices, attributes. */
class TarReaderTest {
    private static final String TREE = """
            umask 022; mkdir -p tree/dir; cd tree
            echo content > dir/file; ln dir/file dir/hard; ln -s dir/file soft; mkfifo fifo; mknod null c 1 3; mknod disk b 259 70000
            head -c 100000 /dev/urandom > noise; chown 3000000000:2097152 noise; chmod 6751 noise; touch -d '1960-01-02 03:04:05.25Z' noise
            truncate -s 9G sparse; printf end | dd of=sparse bs=1 seek=9663676000 conv=notrunc status=none
            printf begin | dd of=sparse conv=notrunc status=none; truncate -s 5M hole
            setfattr -n user.empty -v '' noise; setfattr -n user.bytes -v 0x000aff3d noise
            touch $'latin-\\xe9' $'new\\nline' 'back\\slash' "$(printf 'x%.0s' {1..255})"
            deep=$(printf 'd%.0s' {1..200})/$(printf 'e%.0s' {1..200}); mkdir -p $deep; ln -s $deep $deep/link
            """;

    @TempDir
    Path dir;

    private final List<String> heard = new ArrayList<>();
    private byte[] archive;

    @BeforeEach
    void pack() throws Exception {
        shell(TREE);
        archive = shell("tar -C tree -c --sort=name --format=posix --sparse --sparse-version=1.0 --xattrs"
                + " --xattrs-include='*' --numeric-owner .");
    }

    @Test
    void everything_that_gnu_tar_writes_is_understood() throws Exception {
        read(archive, archive.length);

        assertThat(heard)
                .contains(
                        "FIFO ./fifo 644 0:0 0",
                        "FILE ./dir/file 644 0:0 8 = content\n",
                        "HARD_LINK ./dir/hard -> ./dir/file",
                        "SYMBOLIC_LINK ./soft -> dir/file",
                        "CHARACTER_DEVICE ./null 1:3",
                        "BLOCK_DEVICE ./disk 259:70000",
                        "FILE ./hole 644 0:0 5242880 =",
                        "FILE ./latin-\u00e9 644 0:0 0 =",
                        "FILE ./new\nline 644 0:0 0 =",
                        "FILE ./" + "x".repeat(255) + " 644 0:0 0 =")
                .anyMatch(line -> line.startsWith("FILE ./sparse 644 0:0 9663676416 = 0:begin")
                        && line.contains(" 9663672320:")
                        && line.endsWith("end"))
                .anyMatch(line -> line.startsWith(
                        "SYMBOLIC_LINK ./" + "d".repeat(200) + "/" + "e".repeat(200) + "/link -> " + "d".repeat(200)));
        assertThat(heard)
                .anyMatch(line -> line.startsWith("FILE ./noise 6751 3000000000:2097152 100000")
                        && line.contains("mtime=-315521755+250000000")
                        && line.contains("attributes={user.bytes=\0\n\u00ff=, user.empty=}"));
    }

    @Test
    void it_does_not_matter_how_the_stream_is_cut() throws Exception {
        read(archive, archive.length);
        List<String> whole = List.copyOf(heard);

        for (int piece : List.of(1, 7, 511, 512, 513, 4099)) {
            heard.clear();
            read(archive, piece);
            assertThat(heard).as("pieces of " + piece).isEqualTo(whole);
        }
    }

    @Test
    void an_archive_that_is_cut_anywhere_is_not_complete() {
        int end = archive.length;
        while (archive[end - 1] == 0) {
            end--;
        }
        for (int length = 0; length < end; length += 997) {
            int cut = length;
            assertThatThrownBy(() -> read(Arrays.copyOf(archive, cut), 4096))
                    .as("cut at " + cut)
                    .isInstanceOf(TarFormatException.class);
        }
    }

    @Test
    void damaged_archives_are_refused_or_read_and_nothing_else_happens() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = archive.clone();
            for (int j = 0; j < 3; j++) {
                damaged[random.nextInt(Math.min(damaged.length, 20_000))] = (byte) random.nextInt();
            }
            try {
                read(damaged, 4096);
            } catch (IOException e) {
                assertThat(e).isInstanceOf(TarFormatException.class);
            }
        }
    }

    private void read(byte[] bytes, int piece) throws IOException {
        TarReader reader = new TarReader(new Recorder());
        for (int at = 0; at < bytes.length; at += piece) {
            reader.take(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
        }
        reader.finish();
    }

    private byte[] shell(String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-euc", script)
                .directory(dir.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] output = bash.getInputStream().readAllBytes();
        assertThat(bash.waitFor()).isZero();
        return output;
    }

    private final class Recorder implements TarListener {
        private String line = "";
        private final TreeMap<Long, StringBuilder> data = new TreeMap<>();

        @Override
        public void member(TarMember m) {
            line = m.kind() + " " + m.path();
            switch (m.kind()) {
                case HARD_LINK, SYMBOLIC_LINK -> line += " -> " + m.link();
                case CHARACTER_DEVICE, BLOCK_DEVICE ->
                    line += " " + m.device().major() + ":" + m.device().minor();
                case FILE, DIRECTORY, FIFO ->
                    line += " " + Integer.toOctalString(m.mode()) + " " + m.uid() + ":" + m.gid() + " " + m.size();
            }
            if (!m.attributes().isEmpty()) {
                line += " mtime=" + m.mtime().seconds() + "+" + m.mtime().nanos() + " attributes=" + m.attributes();
            }
            line += m.kind() == TarMember.Kind.FILE ? " =" : "";
        }

        @Override
        public void data(long offset, ByteBuffer bytes) {
            String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
            var before = data.floorEntry(offset);
            boolean follows =
                    before != null && before.getKey() + before.getValue().length() == offset;
            (follows ? before.getValue() : data.computeIfAbsent(offset, at -> new StringBuilder())).append(text);
        }

        @Override
        public void end() {
            boolean several = data.size() > 1;
            data.forEach((offset, text) -> line += " " + (several ? offset + ":" : "") + shortened(text.toString()));
            data.clear();
            heard.add(line);
        }

        private String shortened(String text) {
            String bare = text.replaceAll("^\0+|\0+$", "");
            if (bare.length() < 100) {
                return bare;
            }
            CRC32 crc = new CRC32();
            crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
            return Long.toHexString(crc.getValue());
        }
    }
}
