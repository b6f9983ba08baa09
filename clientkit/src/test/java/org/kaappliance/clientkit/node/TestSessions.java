package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.StreamSource;

/** Sessions whose sources stand in this process. */
record TestSessions(Map<String, StreamSource> sources) implements Sessions {
    @Override
    public ReceiveResult receive(String session, StreamSink sink) throws IOException {
        StreamSource source = sources.get(session);
        if (source == null) {
            return new ReceiveResult(0, "", Optional.of("no such session"));
        }
        long bytes = 0;
        try (InputStream in = source.open()) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sink.write(ByteBuffer.wrap(buffer, 0, count));
                bytes += count;
            }
        } catch (IOException e) {
            sink.abort(e.getMessage());
            throw e;
        }
        sink.finish();
        return new ReceiveResult(bytes, "", Optional.empty());
    }
}
