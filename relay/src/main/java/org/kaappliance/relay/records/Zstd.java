package org.kaappliance.relay.records;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The one door to zstd. Its library is loaded when it is first asked for, from a file that it unpacks to {@code java.io.tmpdir}; where it is not
 * in the jar, or that place does not run programs, nothing but compression is missing.
 */
public final class Zstd {
    private Zstd() {}

    /** Asked once. */
    private static final class Library {
        static final Optional<String> UNAVAILABLE = load();

        private static Optional<String> load() {
            try {
                Native.load();
                return Optional.empty();
            } catch (LinkageError | RuntimeException e) {
                String first =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                return Optional.of("zstd cannot be used here: " + e.getClass().getSimpleName() + ": " + first);
            }
        }
    }

    /** Why nothing can be compressed or decompressed here, in one line; empty when it can. Any thread. */
    public static Optional<String> unavailable() {
        return Library.UNAVAILABLE;
    }

    private static void require() throws IOException {
        if (unavailable().isPresent()) {
            throw new IOException(unavailable().get());
        }
    }

    static int boundBytes(int contentBytes) {
        return (int) com.github.luben.zstd.Zstd.compressBound(contentBytes);
    }

    /** For one thread. */
    static final class Compressor implements AutoCloseable {
        private final ZstdCompressCtx context;

        Compressor() throws IOException {
            require();
            context = new ZstdCompressCtx();
        }

        /** Compresses the first {@code contentLength} bytes of {@code content} to where {@code into} stands, and moves that. Both are direct. */
        void compress(ByteBuffer content, ByteBuffer into, Level level, int contentLength) throws IOException {
            try {
                context.setLevel(level.zstd());
                int length = context.compressDirectByteBuffer(
                        into, into.position(), into.remaining(), content, 0, contentLength);
                into.position(into.position() + length);
            } catch (ZstdException e) {
                throw new IOException("zstd: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /** For one thread. */
    static final class Decompressor implements AutoCloseable {
        private final ZstdDecompressCtx context;

        Decompressor() throws IOException {
            require();
            context = new ZstdDecompressCtx();
        }

        /** Fills {@code into} with what {@code carried} stands for; both direct. @throws IOException when that is not exactly as much, or damaged */
        void decompress(ByteBuffer carried, ByteBuffer into) throws IOException {
            int wanted = into.remaining();
            try {
                int length = context.decompressDirectByteBuffer(
                        into, into.position(), wanted, carried, carried.position(), carried.remaining());
                if (length != wanted) {
                    throw new IOException("zstd: " + length + " bytes where " + wanted + " were announced");
                }
            } catch (ZstdException e) {
                throw new IOException("zstd: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
