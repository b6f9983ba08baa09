package org.kaappliance.relay.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.relay.Keep;

/**
 * A stream from its first byte: the head in memory, what follows in a file without a name. When there is no room left, keeping ends: all is freed and
 * nothing is served any more, for what comes late needs the first byte. One thread appends, any reads.
 */
final class Spool implements KeptStream {
    private static final int PAGE_BYTES = 256 << 10;

    private final Keep keep;
    private final Consumer<String> ended;
    private final long headBytes;
    private final List<byte[]> head = new ArrayList<>();
    private Optional<SpoolFile> file = Optional.empty();
    private Optional<String> over = Optional.empty();
    private long length;

    /** @param ended told once, on the appending thread, when keeping ends before the stream does */
    Spool(Keep keep, Consumer<String> ended) {
        this.keep = keep;
        this.ended = ended;
        this.headBytes = keep.memory().bytes() / PAGE_BYTES * PAGE_BYTES;
    }

    /** Keeps what remains in {@code block}; its position does not move. Never fails: when it cannot, keeping is over. */
    void append(ByteBuffer block) {
        try {
            keep(block.duplicate());
        } catch (ClosedByInterruptException e) {
            end("the session is over"); // the thread was stopped in the middle of a write
        } catch (IOException e) {
            String reason = e.getMessage();
            if (end(reason)) {
                ended.accept(reason);
            }
        }
    }

    private void keep(ByteBuffer bytes) throws IOException {
        if (!intoHead(bytes)) {
            return;
        }
        if (bytes.hasRemaining()) {
            int count = bytes.remaining();
            fileFor(count).write(bytes, length() - headBytes);
            grown(count);
        }
    }

    /** False when keeping is over. */
    private synchronized boolean intoHead(ByteBuffer bytes) {
        while (over.isEmpty() && bytes.hasRemaining() && length < headBytes) {
            int inPage = (int) (length % PAGE_BYTES);
            if (inPage == 0) {
                head.add(new byte[PAGE_BYTES]);
            }
            int count = Math.min(bytes.remaining(), PAGE_BYTES - inPage);
            bytes.get(head.get(head.size() - 1), inPage, count);
            length += count;
        }
        return over.isEmpty();
    }

    private SpoolFile fileFor(int moreBytes) throws IOException {
        Keep.Spool spool = keep.spool()
                .orElseThrow(() -> new IOException("the stream is longer than the " + keep.memory()
                        + " of it that are kept in memory, and there is no spool"));
        if (length() - headBytes + moreBytes > spool.limit().bytes()) {
            throw new IOException("the spool " + spool.directory() + " is full: it may hold " + spool.limit());
        }
        Optional<SpoolFile> open = openFile();
        return open.isPresent() ? open.get() : opened(SpoolFile.open(spool.directory()));
    }

    private synchronized Optional<SpoolFile> openFile() {
        return file;
    }

    private synchronized SpoolFile opened(SpoolFile fresh) throws IOException {
        if (over.isPresent()) {
            fresh.close();
            throw new IOException(over.get());
        }
        file = Optional.of(fresh);
        return fresh;
    }

    private synchronized void grown(int bytes) {
        length += bytes;
    }

    private synchronized long length() {
        return length;
    }

    /** True when it was not over before. */
    private synchronized boolean end(String reason) {
        if (over.isPresent()) {
            return false;
        }
        over = Optional.of(reason);
        head.clear();
        file.ifPresent(SpoolFile::close);
        file = Optional.empty();
        return true;
    }

    @Override
    public synchronized Optional<String> refusal(long position) {
        return over;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        SpoolFile from;
        long until;
        synchronized (this) {
            if (over.isPresent()) {
                throw new IOException(over.get());
            }
            if (position >= length) {
                return 0;
            }
            if (position < headBytes) {
                return fromHead(position, into);
            }
            from = file.orElseThrow();
            until = length;
        }
        int count = (int) Math.min(into.remaining(), until - position);
        return from.read(position - headBytes, into, count);
    }

    private int fromHead(long position, ByteBuffer into) {
        int inPage = (int) (position % PAGE_BYTES);
        int count = (int) Math.min(Math.min(into.remaining(), PAGE_BYTES - inPage), length - position);
        into.put(head.get((int) (position / PAGE_BYTES)), inPage, count);
        return count;
    }

    @Override
    public void close() {
        end("the session is over");
    }
}
