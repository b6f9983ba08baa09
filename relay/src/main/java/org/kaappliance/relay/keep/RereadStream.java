package org.kaappliance.relay.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.relay.StreamSource.Reread;

/** Keeps nothing: reads the source again. What failed once is not tried again, since its bytes may be others now. */
final class RereadStream implements KeptStream {
    private final Reread source;
    private final Consumer<String> ended;
    private Optional<String> failure = Optional.empty();

    /** @param ended told once, when the source can no longer be read again */
    RereadStream(Reread source, Consumer<String> ended) {
        this.source = source;
        this.ended = ended;
    }

    @Override
    public Optional<String> refusal(long position) {
        try {
            read(position, ByteBuffer.allocate(1));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
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
