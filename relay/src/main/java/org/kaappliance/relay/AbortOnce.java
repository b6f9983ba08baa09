package org.kaappliance.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Holds everybody who may abort a sink to its contract: at most once, and never after it finished well. Thread-safe as far as {@link #abort} goes. */
final class AbortOnce implements StreamSink {
    private final StreamSink sink;
    private final AtomicBoolean over = new AtomicBoolean();

    AbortOnce(StreamSink sink) {
        this.sink = sink;
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        sink.write(chunk);
    }

    @Override
    public void finish() throws IOException {
        sink.finish();
        over.set(true);
    }

    @Override
    public void abort(String reason) {
        if (over.compareAndSet(false, true)) {
            sink.abort(reason);
        }
    }
}
