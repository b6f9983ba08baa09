package org.kaappliance.tftp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A content in netascii (RFC 1350 section 1, RFC 764): LF becomes CR LF, CR becomes CR NUL. Belongs to one transfer. Reading
 * on costs what it reads; any other offset is found from one of {@value #MARKS} places that were marked on the first pass.
 */
final class NetasciiContent implements Content {
    /** Where the encoder stands. @param pending the second byte of a pair whose first is out, or -1 */
    private record Cursor(long encodedBytes, long sourceBytes, int pending) {}

    private static final Cursor BEGINNING = new Cursor(0, 0, -1);
    private static final int MARKS = 1024;
    private static final long LEAST_MARK_BYTES = 16 << 10;

    private final Content source;
    private final ByteBuffer window = ByteBuffer.allocate(4096).limit(0);
    private final List<Cursor> marks = new ArrayList<>();
    private final long markBytes;
    private final long sizeBytes;
    private Cursor next = BEGINNING;

    /** Reads the whole source once to know the encoded length. */
    NetasciiContent(Content source) throws IOException {
        this.source = source;
        this.markBytes = Math.max(LEAST_MARK_BYTES, 2 * source.sizeBytes() / MARKS + 1);
        Cursor at = BEGINNING;
        do {
            marks.add(at);
            at = encode(at, markBytes, null);
        } while (at.encodedBytes() == marks.size() * markBytes);
        this.sizeBytes = at.encodedBytes();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public String entityTag() {
        return source.entityTag() + "-netascii";
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        Cursor from = at(offsetBytes);
        next = encode(from, target.remaining(), target);
        if (target.hasRemaining()) {
            throw new EOFException("nothing at " + offsetBytes);
        }
    }

    private Cursor at(long offsetBytes) throws IOException {
        if (offsetBytes == next.encodedBytes()) {
            return next;
        }
        if (offsetBytes < 0 || offsetBytes > sizeBytes) {
            throw new EOFException("nothing at " + offsetBytes);
        }
        Cursor mark = marks.get((int) Math.min(marks.size() - 1, offsetBytes / markBytes));
        return encode(mark, offsetBytes - mark.encodedBytes(), null);
    }

    /** Encodes up to so many bytes from a place, into the target if there is one, and says where it came to. */
    private Cursor encode(Cursor from, long bytes, ByteBuffer target) throws IOException {
        long encoded = 0;
        long at = from.sourceBytes();
        int pending = from.pending();
        window.limit(0);
        while (encoded < bytes && (pending >= 0 || at < source.sizeBytes())) {
            int out = pending;
            pending = -1;
            if (out < 0) {
                int in = byteAt(at++);
                out = in == '\n' ? '\r' : in;
                pending = in == '\n' ? '\n' : in == '\r' ? 0 : -1;
            }
            encoded++;
            if (target != null) {
                target.put((byte) out);
            }
        }
        return new Cursor(from.encodedBytes() + encoded, at, pending);
    }

    private int byteAt(long offset) throws IOException {
        if (!window.hasRemaining()) {
            window.clear().limit((int) Math.min(window.capacity(), source.sizeBytes() - offset));
            source.read(offset, window);
            window.flip();
        }
        return window.get() & 0xff;
    }
}
