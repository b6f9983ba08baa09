package org.kaappliance.relay.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.StreamSource;

/**
 * How the source of a session keeps its stream: it reads a source that can be read again, and spools any other. A compressed stream is spooled as well,
 * since compressing it a second time would give other bytes.
 */
public final class SourceKeep implements KeptStream {
    private final StreamSource source;
    private final Compression compression;
    private final Consumer<String> ended;
    private final Spool spool;
    private volatile Optional<KeptStream> reread = Optional.empty();

    /** @param ended told once, on any thread, with the reason, when keeping ends before the session does; must not block */
    public SourceKeep(StreamSource source, Keep keep, Compression compression, Consumer<String> ended) {
        this.source = source;
        this.compression = compression;
        this.ended = ended;
        this.spool = new Spool(keep, ended);
    }

    /** The source is about to be opened. */
    public void begin() {
        if (!compression.isOn()) {
            reread = source.reread().map(again -> new RereadStream(again, ended));
        }
    }

    /** The next block, before anybody else can see it; its position does not move. One thread. */
    public void append(ByteBuffer block) {
        if (reread.isEmpty()) {
            spool.append(block);
        }
    }

    private KeptStream kept() {
        return reread.orElse(spool);
    }

    @Override
    public Optional<String> refusal(long position) {
        return kept().refusal(position);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        return kept().read(position, into);
    }

    @Override
    public void close() {
        kept().close();
    }
}
