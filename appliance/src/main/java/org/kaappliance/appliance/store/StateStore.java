package org.kaappliance.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable state of the appliance: one SQLite file in WAL mode with {@code synchronous=FULL}.
 *
 * <p>All writes go through one thread that commits whatever has queued up as one transaction (group commit), and
 * completes each caller's future only after the commit has reached the disk. A write that fails takes only itself back; a
 * commit that fails takes its whole batch back, and the next batch is a transaction of its own. The queue holds
 * {@value #QUEUE_BOUND} writes; one beyond that fails at once, so that no caller ever waits (event loops are among them).
 */
public final class StateStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
    private static final int QUEUE_BOUND = 16_384;

    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_BOUND);
    private final Connection connection;
    private final Path directory;
    private final FileChannel lockFile;
    private final Thread writer;
    private volatile boolean closing;

    /** One write: SQL on the store's connection, inside the store's transaction. It is run again when another one failed. */
    @FunctionalInterface
    public interface Write {
        void on(Connection connection) throws SQLException;
    }

    /** One read, at start, before the first write. */
    @FunctionalInterface
    public interface Read<T> {
        T on(Connection connection) throws SQLException;
    }

    private record Pending(Write write, CompletableFuture<Void> durable) {}

    private StateStore(Path directory, Connection connection, FileChannel lockFile) {
        this.directory = directory;
        this.connection = connection;
        this.lockFile = lockFile;
        this.writer = new Thread(this::writeLoop, "ka-store");
        writer.start();
    }

    /**
     * Opens or creates {@code state.db}, with mode 0600, in the directory, which is created with mode 0700.
     *
     * @throws IOException one line that says what to do: another appliance holds the directory, it is not writable, or the
     *     file is not a database
     */
    public static StateStore open(Path directory) throws IOException {
        createPrivate(directory);
        FileChannel lockFile = lock(directory);
        try {
            keepPrivate(directory.resolve("state.db"));
            return new StateStore(directory, connect(directory), lockFile);
        } catch (IOException e) {
            lockFile.close();
            throw e;
        } catch (SQLException e) {
            lockFile.close();
            throw new IOException(
                    "the state store " + directory.resolve("state.db") + " cannot be used (" + e.getMessage()
                            + "): restore it, or move it away to start with an empty one",
                    e);
        }
    }

    private static Connection connect(Path directory) throws IOException, SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state.db"));
        try (Statement s = connection.createStatement()) {
            s.execute("PRAGMA journal_mode=WAL");
            s.execute("PRAGMA synchronous=FULL");
            s.execute("PRAGMA busy_timeout=5000");
            WriteAheadLog.recover(s, directory.resolve("state.db-wal"));
            Schema.migrate(s);
            connection.setAutoCommit(false);
            return connection;
        } catch (IOException | SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** SQLite gives its journals the mode of the database. */
    private static void keepPrivate(Path database) throws IOException {
        PrivateFiles.open(database, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        for (String suffix : List.of("", "-wal", "-shm")) {
            PrivateFiles.tighten(database.resolveSibling(database.getFileName() + suffix));
        }
    }

    /** Where it is; no other appliance has it. */
    Path directory() {
        return directory;
    }

    private static void createPrivate(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel file =
                PrivateFiles.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw new IOException(
                    "another appliance uses " + directory + ": stop it, or set another state.directory for this one");
        }
        return file;
    }

    /** Reads on the caller's thread. Safe at any time: SQLite serialises it with the writer. */
    public <T> T read(Read<T> read) {
        synchronized (connection) {
            try {
                T value = read.on(connection);
                connection.commit();
                return value;
            } catch (SQLException e) {
                throw new StoreException("reading the state store failed: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Queues a write. The future completes after the commit is on the disk, on the store's thread, or fails with a
     * {@link StoreException}.
     */
    public CompletableFuture<Void> write(Write write) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        if (closing) {
            durable.completeExceptionally(new StoreException("the state store is closed", null));
            return durable;
        }
        if (!queue.offer(new Pending(write, durable))) {
            durable.completeExceptionally(new StoreException(
                    "the state store is behind by " + QUEUE_BOUND + " writes: its disk is too slow", null));
        }
        return durable;
    }

    private void writeLoop() {
        List<Pending> batch = new ArrayList<>();
        while (!(closing && queue.isEmpty())) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                continue; // closing: what is queued is still written
            }
            queue.drainTo(batch);
            commit(batch);
            batch.clear();
        }
    }

    private void commit(List<Pending> batch) {
        List<Pending> written = batch;
        synchronized (connection) {
            if (!applyTogether(batch)) {
                written = new ArrayList<>(batch.size());
                for (Pending pending : batch) {
                    apply(pending, written);
                }
            }
            try {
                connection.commit();
            } catch (SQLException e) {
                LOG.error("the state store cannot commit: {}", e.getMessage());
                startAfresh();
                written.forEach(p -> p.durable.completeExceptionally(
                        new StoreException("the state store cannot commit: " + e.getMessage(), e)));
                return;
            }
        }
        written.forEach(p -> p.durable.complete(null));
    }

    /** Without a savepoint for each write, which costs more than most writes do; false when one failed, and all are undone. */
    private boolean applyTogether(List<Pending> batch) {
        try {
            for (Pending pending : batch) {
                pending.write.on(connection);
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            LOG.debug("a write failed, its batch is done again one by one: {}", e.toString());
            try {
                connection.rollback();
            } catch (SQLException again) {
                LOG.error("the state store cannot roll back: {}", again.getMessage());
                startAfresh();
            }
            return false;
        }
    }

    /**
     * After a failed COMMIT the transaction may still be open, or SQLite may have rolled it back by itself (disk full). The
     * driver opens the next one only behind a COMMIT that succeeded, so it is done here.
     */
    private void startAfresh() {
        for (String sql : List.of("ROLLBACK", "BEGIN")) {
            try (Statement s = connection.createStatement()) {
                s.execute(sql);
            } catch (SQLException e) {
                LOG.debug("{} after a failed commit: {}", sql, e.getMessage());
            }
        }
    }

    private void apply(Pending pending, List<Pending> written) {
        try {
            Savepoint before = connection.setSavepoint();
            try {
                pending.write.on(connection);
                connection.releaseSavepoint(before);
                written.add(pending);
            } catch (SQLException | RuntimeException e) {
                connection.rollback(before);
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            LOG.error("a write to the state store failed: {}", e.getMessage());
            pending.durable.completeExceptionally(
                    new StoreException("a write to the state store failed: " + e.getMessage(), e));
        }
    }

    /** Writes what is queued, then closes the file and gives up the directory. */
    @Override
    public void close() {
        closing = true;
        writer.interrupt();
        try {
            writer.join();
            connection.close();
            lockFile.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | IOException e) {
            LOG.warn("closing the state store: {}", e.getMessage());
        }
    }
}
