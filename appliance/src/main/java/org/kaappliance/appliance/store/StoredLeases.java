package org.kaappliance.appliance.store;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases, in an append-only log in the state directory (docs/adr/010-lease-store.md). One thread writes whatever has queued up,
 * flushes it with one {@code fdatasync} (group commit), and completes each caller's stage after that. The queue holds
 * {@value #QUEUE_BOUND} saves; one beyond that fails at once. A record that cannot be read is skipped and reported.
 */
public final class StoredLeases implements LeaseStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLeases.class);
    private static final int QUEUE_BOUND = 16_384;

    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_BOUND);
    private final LeaseSegments segments;
    private final LeaseLog log;
    private final Thread writer;
    private volatile boolean closing;

    private record Pending(List<Lease> leases, CompletableFuture<Void> durable) {}

    /**
     * Opens the log in the store's directory, and takes over what the store has from before there was a log.
     *
     * @throws IOException when the directory cannot be read or written
     */
    public static StoredLeases open(StateStore store) throws IOException {
        StoredLeases leases = new StoredLeases(store.directory());
        leases.takeOver(store);
        return leases;
    }

    private StoredLeases(Path directory) throws IOException {
        this.segments = new LeaseSegments(directory);
        segments.tighten();
        this.log = new LeaseLog(segments);
        this.writer = new Thread(this::writeLoop, "ka-leases");
        writer.start();
    }

    private void takeOver(StateStore store) {
        Map<Inet4Address, Lease> older = new HashMap<>();
        store.read(LeaseTableRows::all).forEach(lease -> older.put(lease.address(), lease));
        if (older.isEmpty()) {
            return;
        }
        load().forEach(lease -> older.remove(lease.address()));
        save(List.copyOf(older.values())).toCompletableFuture().join();
        store.write(LeaseTableRows::clear).join();
    }

    /** What is on the disk; on any thread. */
    @Override
    public List<Lease> load() {
        try {
            return List.copyOf(segments.read(Integer.MAX_VALUE).values());
        } catch (IOException e) {
            throw new StoreException("the lease log cannot be read: " + e, e);
        }
    }

    @Override
    public CompletionStage<Void> save(List<Lease> leases) {
        Pending pending = new Pending(leases, new CompletableFuture<>());
        if (closing) {
            pending.durable.completeExceptionally(new StoreException("the lease log is closed", null));
        } else if (!queue.offer(pending)) {
            pending.durable.completeExceptionally(new StoreException(
                    "the lease log is behind by " + QUEUE_BOUND + " saves: its disk is too slow", null));
        }
        return pending.durable;
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
            write(batch);
            batch.clear();
        }
    }

    private void write(List<Pending> batch) {
        List<Lease> leases = new ArrayList<>(batch.size());
        batch.forEach(pending -> leases.addAll(pending.leases));
        try {
            log.append(leases);
        } catch (IOException | RuntimeException | Error e) { // the thread goes on, or nobody gets an address any more
            LOG.error("the lease log cannot be written: {}", e.toString());
            StoreException failure = new StoreException("the lease log cannot be written: " + e, e);
            batch.forEach(pending -> pending.durable.completeExceptionally(failure));
            return;
        }
        batch.forEach(pending -> pending.durable.complete(null));
    }

    /** Writes what is queued, then closes the log. */
    @Override
    public void close() throws IOException {
        closing = true;
        queue.offer(new Pending(List.of(), new CompletableFuture<>()));
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }
}
