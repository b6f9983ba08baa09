package org.kaappliance.relay;

import java.io.IOException;
import java.util.Optional;
import org.kaappliance.relay.link.DiscoveryClient;
import org.kaappliance.relay.link.GoCall;

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
        return receive(spec, sink, listener, new Leave());
    }

    /** As above; {@code leave} ends it in order, the source hears the reason. */
    public static ReceiveResult receive(ReceiveSpec spec, StreamSink sink, ReceiveListener listener, Leave leave)
            throws InterruptedException, IOException {
        StreamSink once = new AbortOnce(sink);
        try {
            return takePart(spec, once, listener, leave);
        } catch (Throwable e) {
            once.abort("the node left: " + e);
            throw e;
        }
    }

    private static ReceiveResult takePart(ReceiveSpec spec, StreamSink sink, ReceiveListener listener, Leave leave)
            throws InterruptedException, IOException {
        DiscoveryClient discovery = new DiscoveryClient(spec);
        Optional<DiscoveryClient.Found> server = find(discovery, leave);
        if (server.isEmpty()) {
            String reason = leave.reason().orElseGet(() -> unanswered(spec, discovery));
            sink.abort(reason);
            return new ReceiveResult(0, DIGEST_OF_NOTHING, Optional.of(reason));
        }
        listener.on(new ReceiveEvent.Found(server.get().control()));
        ReceiveSpec found = spec.withSession(server.get().session());
        return new NodeSession(found, server.get().control(), sink, listener, leave).run();
    }

    private static Optional<DiscoveryClient.Found> find(DiscoveryClient discovery, Leave leave)
            throws IOException, InterruptedException {
        Thread asking = Thread.currentThread();
        leave.onLeave(reason -> asking.interrupt());
        Optional<DiscoveryClient.Found> found = Optional.empty();
        try {
            found = discovery.find();
        } catch (InterruptedException e) {
            if (leave.reason().isEmpty()) {
                throw e;
            }
        } finally {
            leave.onLeave(reason -> {});
        }
        if (leave.reason().isPresent()) {
            Thread.interrupted(); // it may have come behind the answer
            return Optional.empty();
        }
        return found;
    }

    private static String unanswered(ReceiveSpec spec, DiscoveryClient discovery) {
        String what = spec.session().equals(ReceiveSpec.ANY_SESSION) ? "its only session" : "session " + spec.session();
        String stranger = discovery
                .unproven()
                .map(address -> "; " + address.getHostAddress() + " answers, but does not hold the session's key")
                .orElse("");
        return "no server answers for " + what + " (asked " + spec.tries() + " times)" + stranger;
    }

    /**
     * Tells the source of a session to start now with the nodes that are here, without taking part.
     *
     * @return why it does not; empty when it does
     * @throws IOException when our own address cannot be bound
     */
    public static Optional<String> go(ReceiveSpec spec) throws IOException, InterruptedException {
        DiscoveryClient discovery = new DiscoveryClient(spec);
        Optional<DiscoveryClient.Found> server = discovery.find();
        return server.isEmpty()
                ? Optional.of(unanswered(spec, discovery))
                : GoCall.go(
                        spec.withSession(server.get().session()), server.get().control());
    }
}
