package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Preface;

/** Tells a source to start with the nodes that are there. */
public final class GoCall {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private GoCall() {}

    /**
     * Asks, and waits 5 s at most for the answer.
     *
     * @param control where the source takes control connections
     * @return why it does not start; empty when it does
     * @throws IOException when our own address cannot be bound
     */
    public static Optional<String> go(ReceiveSpec spec, InetSocketAddress control) throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(spec.local(), 0));
            LinkTrust trust = LinkTrust.of(spec.session(), spec.trust());
            return ask(channel, control, trust, new Message.Go(spec.session(), spec.credential()));
        }
    }

    private static Optional<String> ask(
            SocketChannel channel, InetSocketAddress control, LinkTrust trust, Message.Go go) {
        try {
            channel.socket().connect(control, (int) LIMIT.toMillis());
            PeerLink link = Handshake.connect(channel, Preface.CONTROL, trust, Wire.deadline(LIMIT));
            link.write(go);
            Message answer = link.readMessage(Wire.deadline(LIMIT));
            if (answer instanceof Message.Release) {
                return Optional.empty();
            }
            return Optional.of(
                    answer instanceof Message.Refused refused ? refused.reason() : "the server answers nonsense");
        } catch (IOException e) {
            return Optional.of("the server does not start it: " + Wire.reason(e));
        }
    }
}
