package org.kaappliance.relay.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.relay.StreamSource.Reread;

/**
 * Keeps nothing: reads the source again. What failed once is not tried again, since its bytes may be others now. Whether it still can be read is tried
 * in the background, once a second while somebody asks: a file on a server that is away would hold up who asks for as long as that lasts.
 */
final class RereadStream implements KeptStream {
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Reread source;
    private final Consumer<String> ended;
    private boolean isChecking;
    private long checkedNanos = System.nanoTime() - CHECK_NANOS;
    private Optional<String> failure = Optional.empty();

    /** @param ended told once, when the source can no longer be read again */
    RereadStream(Reread source, Consumer<String> ended) {
        this.source = source;
        this.ended = ended;
    }

    @Override
    public synchronized Optional<String> refusal(long position) {
        if (failure.isEmpty() && !isChecking && System.nanoTime() - checkedNanos >= CHECK_NANOS) {
            checkedNanos = System.nanoTime();
            isChecking = true;
            start(new Thread(() -> check(position), "ka-relay-reread"));
        }
        return failure;
    }

    private void start(Thread check) {
        check.setDaemon(true);
        try {
            check.start();
        } catch (OutOfMemoryError e) { // no thread to be had: what is known stays, and it is tried again
            isChecking = false;
        }
    }

    private void check(long position) {
        try {
            read(position, ByteBuffer.allocate(1));
        } catch (IOException e) {
            // refusal says so from now on
        } finally {
            checked();
        }
    }

    private synchronized void checked() {
        isChecking = false;
        checkedNanos = System.nanoTime();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        Optional<String> before = failure();
        if (before.isPresent()) {
            throw new IOException(before.get());
        }
        try {
            return source.read(position, into);
        } catch (IOException | RuntimeException e) {
            throw new IOException(failed("the source cannot be read again: " + e.getMessage()), e);
        }
    }

    private synchronized Optional<String> failure() {
        return failure;
    }

    private String failed(String reason) {
        synchronized (this) {
            if (failure.isPresent()) {
                return failure.get();
            }
            failure = Optional.of(reason);
        }
        ended.accept(reason);
        return reason;
    }

    @Override
    public synchronized void close() {
        failure = failure.or(() -> Optional.of("the session is over"));
    }
}
