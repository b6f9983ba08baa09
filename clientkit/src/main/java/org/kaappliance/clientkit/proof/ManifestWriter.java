package org.kaappliance.clientkit.proof;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.kaappliance.clientkit.tar.TarMember;

/**
 * Keeps entries in a file, in their order, packed: of a path what differs from the one before, numbers as short as they are, all of it
 * deflated; 20 to 40 bytes an entry. The file is read on the machine that wrote it, by {@link ManifestReader}.
 */
public final class ManifestWriter implements EntrySink, AutoCloseable {
    /** Stands where the kind of an entry would, behind the last one. */
    static final int END = 0x7f;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final DataOutputStream out;
    private String lastPath = "";
    private long lastSeconds;
    private final Path file;
    private long entries;
    private long contentBytes;

    public ManifestWriter(Path file) throws IOException {
        this.file = file;
        out = new DataOutputStream(new BufferedOutputStream(
                new DeflaterOutputStream(Files.newOutputStream(file), deflater, 1 << 16), 1 << 16));
    }

    @Override
    public void take(Entry entry) throws IOException {
        TarMember m = entry.member();
        out.write(m.kind().ordinal());
        path(m.path());
        text(m.link());
        number(m.mode());
        number(m.uid());
        number(m.gid());
        number(m.size());
        signed(m.mtime().seconds() - lastSeconds);
        number(m.mtime().nanos());
        number(m.device().major());
        number(m.device().minor());
        out.writeLong(entry.attributes());
        out.writeLong(entry.content());
        lastSeconds = m.mtime().seconds();
        entries++;
        contentBytes += m.size();
    }

    /** Completes the file. Without this it is not read. */
    public Manifest end() throws IOException {
        out.write(END);
        number(entries);
        out.close();
        return new Manifest(file, entries, contentBytes);
    }

    @Override
    public void close() throws IOException {
        out.close();
        deflater.end();
    }

    private void path(String path) throws IOException {
        int same = 0;
        int most = Math.min(path.length(), lastPath.length());
        while (same < most && path.charAt(same) == lastPath.charAt(same)) {
            same++;
        }
        number(same);
        text(path.substring(same));
        lastPath = path;
    }

    private void text(String text) throws IOException {
        number(text.length());
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void signed(long value) throws IOException {
        number(value << 1 ^ value >> 63);
    }

    /** Seven bits a byte, the lowest first. */
    private void number(long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
