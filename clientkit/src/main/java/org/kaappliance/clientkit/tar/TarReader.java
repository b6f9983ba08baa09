package org.kaappliance.clientkit.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * Follows a tar stream (POSIX pax as GNU tar writes it, sparse files in its format 1.0; GNU's own long names, too) as its bytes pass. It keeps
 * no more than one header. Not thread-safe.
 */
public final class TarReader {
    /** Extended attributes of one file are at most a few hundred KiB; a longer header is no archive of ours. */
    private static final long MAX_EXTENSION_BYTES = 16 << 20;

    private enum State {
        HEADER,
        EXTENSION,
        SPARSE_MAP,
        DATA,
        PADDING,
        END
    }

    private final TarListener listener;
    private final PaxRecords pax = new PaxRecords();
    private final byte[] block = new byte[TarFields.BLOCK];
    private State state = State.HEADER;
    private int filled;
    private byte[] extension = block;
    private char extensionType;
    private long position;
    private long left;
    private int padding;
    private boolean inMember;
    private SparseMap map;
    private TarMember sparse;
    private Iterator<long[]> segments = List.<long[]>of().iterator();
    private long offset;
    private long segmentLeft;

    public TarReader(TarListener listener) {
        this.listener = listener;
    }

    /**
     * Takes all of the next bytes.
     *
     * @throws TarFormatException when they are no archive of ours
     */
    public void take(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int before = bytes.remaining();
            switch (state) {
                case HEADER -> header(bytes);
                case EXTENSION -> extension(bytes);
                case SPARSE_MAP -> sparseMap(bytes);
                case DATA -> data(bytes);
                case PADDING -> padding(bytes);
                case END -> bytes.position(bytes.limit());
            }
            position += before - bytes.remaining();
        }
    }

    /** @throws TarFormatException when the archive has not come to its end */
    public void finish() throws TarFormatException {
        if (state != State.END) {
            throw new TarFormatException(position, "the end is missing");
        }
    }

    private void header(ByteBuffer bytes) throws IOException {
        if (!fill(block, bytes)) {
            return;
        }
        TarFields fields = new TarFields(block, position);
        if (fields.isZero()) {
            state = State.END;
            return;
        }
        fields.requireChecksum();
        switch (fields.type()) {
            case 'x', 'g', 'L', 'K' -> beginExtension(fields);
            default -> beginMember(fields);
        }
    }

    private void beginExtension(TarFields fields) throws TarFormatException {
        long size = fields.size();
        if (size < 1 || size > MAX_EXTENSION_BYTES) {
            throw new TarFormatException(position, "an extended header of " + size + " bytes");
        }
        extensionType = fields.type();
        extension = new byte[(int) size];
        state = State.EXTENSION;
    }

    private void extension(ByteBuffer bytes) throws TarFormatException {
        if (!fill(extension, bytes)) {
            return;
        }
        switch (extensionType) {
            case 'x' -> pax.add(extension, position);
            case 'L' -> pax.put("path", longName());
            case 'K' -> pax.put("linkpath", longName());
            default -> {} // a comment of the whole archive
        }
        pad(extension.length);
        extension = block;
    }

    private String longName() {
        return new String(extension, 0, extension.length - 1, StandardCharsets.ISO_8859_1);
    }

    private void beginMember(TarFields fields) throws IOException {
        TarMember.Kind kind = kind(fields.type());
        boolean isSparse = pax.text("GNU.sparse.major").isPresent();
        long stored = pax.number("size", fields.size());
        boolean hasData = kind == TarMember.Kind.FILE;
        if (stored < 0 || !hasData && stored > 0 && kind != TarMember.Kind.HARD_LINK) {
            throw new TarFormatException(position, "a member with a wrong size");
        }
        left = hasData ? stored : 0;
        padding = padding(left);
        if (isSparse) {
            requireFormatOne();
            sparse = member(fields, kind, pax.number("GNU.sparse.realsize", -1));
            map = new SparseMap(position);
            state = State.SPARSE_MAP;
            return;
        }
        begin(member(fields, kind, left), List.of(new long[] {0, left}));
    }

    private void requireFormatOne() throws TarFormatException {
        if (!pax.text("GNU.sparse.major").equals(pax.text("GNU.sparse.minor").map(minor -> "1"))
                || pax.number("GNU.sparse.realsize", -1) < 0) {
            throw new TarFormatException(position, "a sparse file in another format than 1.0");
        }
    }

    private void sparseMap(ByteBuffer bytes) throws IOException {
        if (!fill(block, bytes)) {
            return;
        }
        left -= TarFields.BLOCK;
        if (left < 0) {
            throw new TarFormatException(position, "a sparse file that ends within its map");
        }
        if (map.take(block)) {
            begin(sparse, map.segments());
        }
    }

    private void begin(TarMember member, List<long[]> pieces) throws IOException {
        segments = pieces.iterator();
        segmentLeft = 0;
        listener.member(member);
        inMember = true;
        pax.clear();
        state = State.DATA;
        endOfData();
    }

    private void data(ByteBuffer bytes) throws IOException {
        while (segmentLeft == 0) {
            if (!segments.hasNext()) {
                throw new TarFormatException(position, "a sparse file with more data than its map says");
            }
            long[] next = segments.next();
            offset = next[0];
            segmentLeft = Math.min(next[1], left);
        }
        int count = (int) Math.min(Math.min(segmentLeft, left), bytes.remaining());
        listener.data(offset, bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        offset += count;
        segmentLeft -= count;
        left -= count;
        endOfData();
    }

    private void endOfData() throws IOException {
        if (left == 0 && inMember) {
            inMember = false;
            listener.end();
            state = padding > 0 ? State.PADDING : State.HEADER;
        }
    }

    private void padding(ByteBuffer bytes) {
        int count = Math.min(padding, bytes.remaining());
        bytes.position(bytes.position() + count);
        padding -= count;
        if (padding == 0) {
            state = State.HEADER;
        }
    }

    private void pad(long size) {
        padding = padding(size);
        state = padding > 0 ? State.PADDING : State.HEADER;
    }

    private static int padding(long size) {
        return (int) (-size & TarFields.BLOCK - 1);
    }

    private boolean fill(byte[] into, ByteBuffer bytes) {
        int count = Math.min(into.length - filled, bytes.remaining());
        bytes.get(into, filled, count);
        filled += count;
        if (filled < into.length) {
            return false;
        }
        filled = 0;
        return true;
    }

    private TarMember member(TarFields fields, TarMember.Kind kind, long size) throws TarFormatException {
        String path = pax.text("GNU.sparse.name").or(() -> pax.text("path")).orElseGet(fields::path);
        boolean device = kind == TarMember.Kind.CHARACTER_DEVICE || kind == TarMember.Kind.BLOCK_DEVICE;
        boolean link = kind == TarMember.Kind.HARD_LINK || kind == TarMember.Kind.SYMBOLIC_LINK;
        return new TarMember(
                kind,
                withoutSlash(path),
                link ? pax.text("linkpath").orElseGet(fields::link) : "",
                fields.mode(),
                pax.number("uid", fields.uid()),
                pax.number("gid", fields.gid()),
                kind == TarMember.Kind.FILE ? size : 0,
                pax.time("mtime", fields.mtime()),
                device ? fields.device() : TarMember.Device.NONE,
                pax.attributes());
    }

    private static String withoutSlash(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private TarMember.Kind kind(char type) throws TarFormatException {
        return switch (type) {
            case '0', '\0', '7' -> TarMember.Kind.FILE;
            case '1' -> TarMember.Kind.HARD_LINK;
            case '2' -> TarMember.Kind.SYMBOLIC_LINK;
            case '3' -> TarMember.Kind.CHARACTER_DEVICE;
            case '4' -> TarMember.Kind.BLOCK_DEVICE;
            case '5' -> TarMember.Kind.DIRECTORY;
            case '6' -> TarMember.Kind.FIFO;
            default -> throw new TarFormatException(position, "a member of type '" + type + "'");
        };
    }
}
