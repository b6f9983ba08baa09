package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kaappliance.clientkit.proof.EntryMaker;
import org.kaappliance.clientkit.proof.EntrySink;
import org.kaappliance.clientkit.tar.TarReader;
import org.kaappliance.relay.StreamSink;

/** Hands a tar stream on to what unpacks it, and makes entries of it as it passes. On the sink thread only. */
final class ManifestSink implements StreamSink {
    private final StreamSink files;
    private final TarReader reader;

    ManifestSink(StreamSink files, EntrySink manifest) {
        this.files = files;
        this.reader = new TarReader(new EntryMaker(manifest));
    }

    /** First to the program: it unpacks while we sum up. */
    @Override
    public void write(ByteBuffer chunk) throws IOException {
        ByteBuffer seen = chunk.duplicate();
        files.write(chunk);
        reader.take(seen);
    }

    @Override
    public void finish() throws IOException {
        files.finish();
        reader.finish();
    }

    @Override
    public void abort(String reason) {
        files.abort(reason);
    }
}
