package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a tree as a "newc" cpio archive, the format of the kernel's initramfs (kernel
 * {@code Documentation/driver-api/early-userspace/buffer-format.rst}): headers of 13 hexadecimal numbers, names and
 * contents padded to 4 bytes. Owner root, one fixed time, inode numbers counted up.
 */
final class CpioWriter {
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int SYMLINK = 0120000;
    private static final int CHARACTER = 0020000;
    private static final String TRAILER = "TRAILER!!!";

    private final OutputStream out;
    private int inode;

    private CpioWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes the whole archive; the stream stays open. */
    static void write(FileTree tree, OutputStream out) throws IOException {
        CpioWriter writer = new CpioWriter(out);
        for (Map.Entry<String, FileTree.Entry> entry : tree.entries().entrySet()) {
            writer.entry(entry.getKey(), entry.getValue());
        }
        writer.header(TRAILER, 0, 0, 0, 0);
    }

    private void entry(String name, FileTree.Entry entry) throws IOException {
        inode++;
        if (entry instanceof FileTree.Directory directory) {
            header(name, DIRECTORY | directory.mode(), 0, 0, 0);
        } else if (entry instanceof FileTree.SymbolicLink link) {
            byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
            header(name, SYMLINK | 0777, target.length, 0, 0);
            out.write(target);
            pad(target.length);
        } else if (entry instanceof FileTree.CharacterDevice device) {
            header(name, CHARACTER | device.mode(), 0, device.major(), device.minor());
        } else if (entry instanceof FileTree.RegularFile file) {
            file(name, file);
        }
    }

    private void file(String name, FileTree.RegularFile file) throws IOException {
        long size = file.content().sizeBytes();
        if (size > 0xffffffffL) {
            throw new IOException(name + " is too large for an initramfs");
        }
        header(name, REGULAR | file.mode(), size, 0, 0);
        try (InputStream in = file.content().open()) {
            long copied = in.transferTo(out);
            if (copied != size) {
                throw new IOException(name + " changed while it was read");
            }
        }
        pad(size);
    }

    private void header(String name, int mode, long size, int major, int minor) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int links = (mode & DIRECTORY) != 0 && (mode & CHARACTER) == 0 ? 2 : 1;
        long mtime = name.equals(TRAILER) ? 0 : KitBuilder.MTIME_SECONDS;
        String header = "070701" + hex(inode) + hex(mode) + hex(0) + hex(0) + hex(links) + hex(mtime) + hex(size)
                + hex(0) + hex(0) + hex(major) + hex(minor) + hex(bytes.length + 1) + hex(0);
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write(0);
        pad(header.length() + bytes.length + 1);
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%08X", value);
    }

    private void pad(long length) throws IOException {
        for (long i = length; i % 4 != 0; i++) {
            out.write(0);
        }
    }
}
