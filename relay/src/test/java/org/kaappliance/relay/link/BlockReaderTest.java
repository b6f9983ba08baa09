package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.relay.wire.BlockHeader;

class BlockReaderTest {
    private static final byte[] STREAM = new byte[BlockHeader.MAX_BLOCK_BYTES + 5000];

    static {
        new Random(3).nextBytes(STREAM);
    }

    private static void readsItWhole(InputStream in) throws IOException {
        BlockReader reader = new BlockReader(in);
        ByteBuffer all = ByteBuffer.allocateDirect(STREAM.length);
        for (int before = -1; all.position() > before; ) {
            before = all.position();
            ByteBuffer block = all.slice(before, Math.min(BlockHeader.MAX_BLOCK_BYTES, all.remaining()));
            reader.read(block);
            all.position(before + block.position());
        }
        assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(STREAM));
    }

    @Test
    void a_file_and_any_other_stream_are_read_whole(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("image"), STREAM);
        try (InputStream in = new FileInputStream(file.toFile())) {
            readsItWhole(in);
        }
        readsItWhole(new ByteArrayInputStream(STREAM));
    }

    @Test
    void a_stream_that_trickles_is_not_waited_for_once_the_shortest_block_is_there() throws IOException {
        PipedInputStream in = new PipedInputStream(8192);
        try (PipedOutputStream out = new PipedOutputStream(in)) {
            out.write(STREAM, 0, 4096);
            ByteBuffer block = ByteBuffer.allocateDirect(BlockHeader.MAX_BLOCK_BYTES);
            new BlockReader(in).read(block);
            assertThat(block.flip()).isEqualTo(ByteBuffer.wrap(STREAM, 0, 4096));
        }
    }
}
