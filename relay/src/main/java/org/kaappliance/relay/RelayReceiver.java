package org.kaappliance.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.kaappliance.relay.link.DiscoveryClient;

/** A node's end of a session: finds the server, joins, takes the stream, passes it on. */
public final class RelayReceiver {
    private static final String DIGEST_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private RelayReceiver() {}

    /**
     * Takes part in a session until the stream is complete at every node that depends on us, or it failed.
     *
     * @param sink is finished, or aborted, when this returns or throws, unless it hangs
     * @return what came of it; every fault of the network, the source or the sink is an error in here
     * @throws IOException when our own address or port cannot be bound
     * @throws InterruptedException when the calling thread was interrupted; the node has then left the session
     */
    public static ReceiveResult receive(ReceiveSpec spec, StreamSink sink, ReceiveListener listener)
            throws InterruptedException, IOException {
        StreamSink once = new AbortOnce(sink);
        try {
            return takePart(spec, once, listener);
        } catch (Throwable e) {
            once.abort("the node left: " + e);
            throw e;
        }
    }

    private static ReceiveResult takePart(ReceiveSpec spec, StreamSink sink, ReceiveListener listener)
            throws InterruptedException, IOException {
        DiscoveryClient discovery = new DiscoveryClient(spec);
        Optional<InetSocketAddress> server = discovery.find();
        if (server.isEmpty()) {
            String reason = "no server answers for session " + spec.session() + " (asked " + spec.tries() + " times)"
                    + discovery
                            .unproven()
                            .map(stranger ->
                                    "; " + stranger.getHostAddress() + " answers, but does not hold the session's key")
                            .orElse("");
            sink.abort(reason);
            return new ReceiveResult(0, DIGEST_OF_NOTHING, Optional.of(reason));
        }
        listener.on(new ReceiveEvent.Found(server.get()));
        return new NodeSession(spec, server.get(), sink, listener).run();
    }
}
