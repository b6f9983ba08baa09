package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a tree as a POSIX.1-1988 ustar archive: any tar reads it, busybox's too. Owner root, one fixed time, folders
 * before what is in them, {@code ./} for the top.
 */
final class TarWriter {
    private static final int BLOCK = 512;
    private static final int RECORD = 20 * BLOCK;

    private final OutputStream out;
    private long written;

    private TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes the whole archive; the stream stays open. */
    static void write(FileTree tree, OutputStream out) throws IOException {
        TarWriter writer = new TarWriter(out);
        writer.header("./", '5', FileTree.EXECUTABLE, 0, "");
        for (Map.Entry<String, FileTree.Entry> entry : tree.entries().entrySet()) {
            writer.entry("./" + entry.getKey(), entry.getValue());
        }
        writer.end();
    }

    private void entry(String name, FileTree.Entry entry) throws IOException {
        if (entry instanceof FileTree.Directory directory) {
            header(name + "/", '5', directory.mode(), 0, "");
        } else if (entry instanceof FileTree.SymbolicLink link) {
            header(name, '2', 0777, 0, link.target());
        } else if (entry instanceof FileTree.RegularFile file) {
            file(name, file);
        } else {
            throw new IOException(name + ": devices belong to devtmpfs, not to stage 2");
        }
    }

    private void file(String name, FileTree.RegularFile file) throws IOException {
        long size = file.content().sizeBytes();
        header(name, '0', file.mode(), size, "");
        try (InputStream in = file.content().open()) {
            if (in.transferTo(out) != size) {
                throw new IOException(name + " changed while it was read");
            }
        }
        written += size;
        pad(BLOCK);
    }

    private void header(String name, char type, int mode, long size, String link) throws IOException {
        byte[] block = new byte[BLOCK];
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        int split = path.length <= 100 ? 0 : prefixLength(path);
        put(block, 345, 155, Arrays.copyOf(path, split));
        put(block, 0, 100, Arrays.copyOfRange(path, split == 0 ? 0 : split + 1, path.length));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, KitBuilder.MTIME_SECONDS);
        block[156] = (byte) type;
        put(block, 157, 100, link.getBytes(StandardCharsets.UTF_8));
        put(block, 257, 8, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        put(block, 265, 32, "root".getBytes(StandardCharsets.US_ASCII));
        put(block, 297, 32, "root".getBytes(StandardCharsets.US_ASCII));
        checksum(block);
        out.write(block);
        written += BLOCK;
    }

    /** Where to cut a long name: at a slash, with at most 155 bytes before and 100 behind it. */
    private static int prefixLength(byte[] path) throws IOException {
        for (int i = Math.min(155, path.length - 2); i >= path.length - 101 && i > 0; i--) {
            if (path[i] == '/') {
                return i;
            }
        }
        throw new IOException("name too long for ustar: " + new String(path, StandardCharsets.UTF_8));
    }

    private static void put(byte[] block, int at, int width, byte[] value) throws IOException {
        if (value.length > width) {
            throw new IOException("too long for ustar: " + new String(value, StandardCharsets.UTF_8));
        }
        System.arraycopy(value, 0, block, at, value.length);
    }

    private static void octal(byte[] block, int at, int width, long value) throws IOException {
        String digits = String.format(Locale.ROOT, "%0" + (width - 1) + "o", value);
        put(block, at, width - 1, digits.getBytes(StandardCharsets.US_ASCII));
    }

    private static void checksum(byte[] block) throws IOException {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        block[154] = 0;
    }

    private void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
        written += 2 * BLOCK;
        pad(RECORD);
    }

    private void pad(int unit) throws IOException {
        int rest = (int) (written % unit);
        if (rest != 0) {
            out.write(new byte[unit - rest]);
            written += unit - rest;
        }
    }
}
