package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.kaappliance.clientkit.proof.Entry;
import org.kaappliance.clientkit.proof.Manifest;
import org.kaappliance.clientkit.proof.ManifestReader;
import org.kaappliance.clientkit.proof.Selection;
import org.kaappliance.clientkit.tar.TarMember;
import org.kaappliance.clientkit.text.ByteText;

/**
 * Brings the small files of a manifest into the kernel's memory shortly before they are read one by one. Who reads alone waits for the disk at every
 * file; a disk that is asked several things at once answers them in the time of one. Within a larger file the kernel does the same. It only
 * warms: what it cannot open or read is for the one who compares. Closed on any thread.
 */
final class ReadAhead implements AutoCloseable {
    /** More at once brought nothing on an SSD. */
    private static final int READERS = 8;

    private static final long SMALL_BYTES = 1L << 20;
    /** How much lies ready and has not been read yet; it is to stay in the memory of a node of 512 MiB. */
    private static final int AHEAD_KIB = 24 << 10;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Path root;
    private final Semaphore room = new Semaphore(AHEAD_KIB);
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, ReadAhead::thread);
    private final ThreadLocal<ByteBuffer> buffer =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));
    private final Thread names;

    private ReadAhead(Path root, Manifest manifest, Selection selection) {
        this.root = root;
        this.names = thread(() -> walk(manifest, selection));
    }

    /** @param root where the paths of the manifest begin, as this program sees it */
    static ReadAhead begin(Path root, Manifest manifest, Selection selection) {
        ReadAhead ahead = new ReadAhead(root, manifest, selection);
        ahead.names.start();
        return ahead;
    }

    /** An entry was read: there is room for others. */
    void passed(Entry entry) {
        if (isSmallFile(entry)) {
            room.release(kibibytes(entry));
        }
    }

    @Override
    public void close() {
        names.interrupt();
        readers.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "verify-ahead");
        thread.setDaemon(true);
        return thread;
    }

    private void walk(Manifest manifest, Selection selection) {
        try (ManifestReader entries = manifest.open()) {
            for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                if (isSmallFile(entry.get()) && selection.takes(entry.get())) {
                    room.acquire(kibibytes(entry.get()));
                    String path = entry.get().path();
                    readers.execute(() -> read(path));
                }
            }
        } catch (IOException e) {
            // the one who compares reads the same manifest, and says so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isSmallFile(Entry entry) {
        TarMember member = entry.member();
        return member.kind() == TarMember.Kind.FILE && member.size() > 0 && member.size() <= SMALL_BYTES;
    }

    private static int kibibytes(Entry entry) {
        return (int) (entry.member().size() >> 10) + 1;
    }

    /** Java takes names that are UTF-8. */
    private void read(String bytes) {
        try {
            Path file = root.resolve(ByteText.decode(bytes));
            try (FileChannel in = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                ByteBuffer unused = buffer.get();
                while (in.read(unused.clear()) > 0) {}
            }
        } catch (IOException | InvalidPathException e) {
            // read, or missed, by tar
        }
    }
}
