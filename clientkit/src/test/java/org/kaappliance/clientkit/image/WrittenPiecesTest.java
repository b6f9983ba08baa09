package org.kaappliance.clientkit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenPiecesTest {
    /** More places than a chunk of the list has. */
    private static final int PIECES = 10_000;

    private static final int PIECE = 8;

    @TempDir
    Path dir;

    private Path device;

    @BeforeEach
    void make() throws IOException {
        device = Files.createFile(dir.resolve("device"));
    }

    @Test
    void pieces_that_stand_alone_are_read_back_each_by_its_place() throws IOException {
        WrittenPieces written = write(2 * PIECE);
        List<Long> progress = new ArrayList<>();

        written.verify(device, progress::add);

        assertThat(written.bytes()).isEqualTo((long) PIECES * PIECE);
        assertThat(progress).hasSize(PIECES / 16).endsWith((long) PIECES * PIECE);
    }

    @Test
    void pieces_that_follow_one_another_are_read_back_as_one() throws IOException {
        WrittenPieces written = write(PIECE);

        written.verify(device, bytes -> {});

        assertThat(written.bytes()).isEqualTo((long) PIECES * PIECE);
    }

    @Test
    void what_is_wrong_is_counted_in_groups_and_the_first_is_named() throws IOException {
        WrittenPieces written = write(2 * PIECE);
        put(2L * PIECE * 9_000, new byte[] {1});
        put(2L * PIECE * 9_990 + 3, new byte[] {1});

        assertThatThrownBy(() -> written.verify(device, bytes -> {}))
                .hasMessage(device + " does not hold what was received: 2 of 625 groups of pieces are wrong,"
                        + " the first at byte " + 2 * PIECE * (9_000 / 16 * 16));
    }

    @Test
    void a_list_keeps_what_it_is_given_over_its_chunks() {
        LongList list = new LongList();
        for (int i = 0; i < PIECES; i++) {
            list.add(7L * i);
        }
        list.set(4096, -1);

        assertThat(list.size()).isEqualTo(PIECES);
        assertThat(list.get(4095)).isEqualTo(7L * 4095);
        assertThat(list.get(4096)).isEqualTo(-1);
        assertThat(list.get(PIECES - 1)).isEqualTo(7L * (PIECES - 1));
    }

    private WrittenPieces write(int distance) throws IOException {
        WrittenPieces written = new WrittenPieces();
        ByteBuffer all = ByteBuffer.allocate(PIECES * distance);
        for (int i = 0; i < PIECES; i++) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE).putLong(0, 1_000_003L * i);
            all.position(i * distance).put(piece.duplicate());
            written.add((long) i * distance, piece);
        }
        written.end();
        put(0, all.array());
        return written;
    }

    private void put(long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }
}
