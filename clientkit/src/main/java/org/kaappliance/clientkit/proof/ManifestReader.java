package org.kaappliance.clientkit.proof;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.kaappliance.clientkit.tar.TarMember;

/** Reads the file of a {@link ManifestWriter}, entry by entry. */
public final class ManifestReader implements AutoCloseable {
    private final Inflater inflater = new Inflater(true);
    private final DataInputStream in;
    private String lastPath = "";
    private long lastSeconds;
    private long entries;
    private boolean atEnd;

    public ManifestReader(Path file) throws IOException {
        in = new DataInputStream(new BufferedInputStream(
                new InflaterInputStream(Files.newInputStream(file), inflater, 1 << 16), 1 << 16));
    }

    /**
     * The next entry; empty behind the last one.
     *
     * @throws IOException also when the file was never completed
     */
    public Optional<Entry> next() throws IOException {
        if (atEnd) {
            return Optional.empty();
        }
        int kind = in.readUnsignedByte();
        if (kind == ManifestWriter.END) {
            atEnd = true;
            if (number() != entries) {
                throw new IOException("the manifest is damaged");
            }
            return Optional.empty();
        }
        entries++;
        return Optional.of(entry(TarMember.Kind.values()[kind]));
    }

    @Override
    public void close() throws IOException {
        in.close();
        inflater.end();
    }

    private Entry entry(TarMember.Kind kind) throws IOException {
        lastPath = lastPath.substring(0, (int) number()) + text();
        String link = text();
        int mode = (int) number();
        long uid = number();
        long gid = number();
        long size = number();
        lastSeconds += signed();
        TarMember.Time mtime = new TarMember.Time(lastSeconds, (int) number());
        TarMember.Device device = new TarMember.Device(number(), number());
        TarMember member = new TarMember(kind, lastPath, link, mode, uid, gid, size, mtime, device, new TreeMap<>());
        return new Entry(member, in.readLong(), in.readLong());
    }

    private String text() throws IOException {
        byte[] bytes = new byte[(int) number()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private long signed() throws IOException {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    private long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = in.readUnsignedByte();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new IOException("the manifest is damaged");
    }
}
