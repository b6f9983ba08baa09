package org.kaappliance.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.kaappliance.relay.kadeploy.EitherFinder;
import org.kaappliance.relay.kadeploy.KaGoCall;
import org.kaappliance.relay.kadeploy.KaNodeSession;
import org.kaappliance.relay.link.DiscoveryClient;
import org.kaappliance.relay.link.GoCall;

/** A node's end of a session: finds the server, joins, takes the stream, passes it on. */
public final class RelayReceiver {
    private static final String DIGEST_OF_NOTHING =
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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
        if (spec.trust().legacy() == Trust.Legacy.ALLOWED) {
            Optional<EitherFinder.Found> either = find(new EitherFinder(spec)::find, leave);
            if (either.filter(EitherFinder.Found::isOriginal).isPresent()) {
                InetSocketAddress control = either.get().server().control();
                listener.on(new ReceiveEvent.Found(control));
                KaNodeSession session = new KaNodeSession(spec, control, sink, listener);
                leave.onLeave(session::leave);
                return session.run();
            }
            return takePart(spec, either.map(EitherFinder.Found::server), "", sink, listener, leave);
        }
        DiscoveryClient discovery = new DiscoveryClient(spec);
        Optional<DiscoveryClient.Found> server = find(discovery::find, leave);
        return takePart(spec, server, stranger(discovery), sink, listener, leave);
    }

    private static String stranger(DiscoveryClient discovery) {
        return discovery
                .unproven()
                .map(address -> "; " + address.getHostAddress() + " answers, but does not hold the session's key")
                .orElse("");
    }

    private static ReceiveResult takePart(
            ReceiveSpec spec,
            Optional<DiscoveryClient.Found> server,
            String stranger,
            StreamSink sink,
            ReceiveListener listener,
            Leave leave)
            throws InterruptedException, IOException {
        if (server.isEmpty()) {
            String reason = leave.reason().orElseGet(() -> unanswered(spec) + stranger);
            sink.abort(reason);
            return new ReceiveResult(0, DIGEST_OF_NOTHING, Optional.of(reason));
        }
        listener.on(new ReceiveEvent.Found(server.get().control()));
        ReceiveSpec found = spec.withSession(server.get().session());
        return new NodeSession(found, server.get().control(), sink, listener, leave).run();
    }

    /** A search for the server. */
    private interface Search<F> {
        Optional<F> find() throws IOException, InterruptedException;
    }

    private static <F> Optional<F> find(Search<F> search, Leave leave) throws IOException, InterruptedException {
        Thread asking = Thread.currentThread();
        leave.onLeave(reason -> asking.interrupt());
        Optional<F> found = Optional.empty();
        try {
            found = search.find();
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

    private static String unanswered(ReceiveSpec spec) {
        String what = spec.session().equals(ReceiveSpec.ANY_SESSION) ? "its only session" : "session " + spec.session();
        return "no server answers for " + what + " (asked " + spec.tries() + " times)";
    }

    /**
     * Tells the source of a session to start now with the nodes that are here, without taking part.
     *
     * @return why it does not; empty when it does, or was told by the 0.6 wire, which has no answer
     * @throws IOException when our own address cannot be bound
     */
    public static Optional<String> go(ReceiveSpec spec) throws IOException, InterruptedException {
        if (spec.trust().legacy() == Trust.Legacy.ALLOWED) {
            Optional<EitherFinder.Found> either = new EitherFinder(spec).find();
            if (either.filter(EitherFinder.Found::isOriginal).isPresent()) {
                return KaGoCall.go(spec, either.get().server().control());
            }
            return go(spec, either.map(EitherFinder.Found::server), "");
        }
        DiscoveryClient discovery = new DiscoveryClient(spec);
        Optional<DiscoveryClient.Found> server = discovery.find();
        return go(spec, server, stranger(discovery));
    }

    private static Optional<String> go(ReceiveSpec spec, Optional<DiscoveryClient.Found> server, String stranger)
            throws IOException {
        return server.isEmpty()
                ? Optional.of(unanswered(spec) + stranger)
                : GoCall.go(
                        spec.withSession(server.get().session()), server.get().control());
    }
}
