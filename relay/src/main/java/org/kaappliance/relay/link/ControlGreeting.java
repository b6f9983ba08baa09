package org.kaappliance.relay.link;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.relay.seal.AcceptorHandshake;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.seal.Seals;
import org.kaappliance.relay.wire.Preface;

/** The greeting of one control connection, taken as its bytes arrive. On the control thread. */
final class ControlGreeting {
    private enum Stage {
        GREETING,
        PROOF,
        REFUSED,
        OVER
    }

    private final ControlConnection connection;
    private Stage stage = Stage.GREETING;
    private String session = "";
    private AcceptorHandshake handshake;

    ControlGreeting(ControlConnection connection) {
        this.connection = connection;
    }

    /** Messages follow. */
    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** The session whose key the other end has yet to prove; empty when it has proved it, or need not. */
    Optional<String> unproven() {
        return stage == Stage.PROOF ? Optional.of(session) : Optional.empty();
    }

    /** The session whose key the other end has proved to hold. */
    Optional<String> proven() {
        return stage == Stage.OVER && handshake != null ? Optional.of(session) : Optional.empty();
    }

    /**
     * Takes what is there of the greeting.
     *
     * @param sessions what we hold of the session of that name, if there is one here
     * @return why the connection must end
     */
    Optional<String> take(ByteBuffer in, Function<String, Optional<LinkTrust>> sessions) {
        if (stage == Stage.GREETING) {
            Optional<Greeting> greeting = Greeting.read(in);
            if (greeting.isPresent() && greeting.get() instanceof Greeting.Malformed malformed) {
                return Optional.of(malformed.reason());
            }
            greeting.ifPresent(g -> heard(g, sessions));
        }
        if (stage == Stage.PROOF && in.remaining() >= AcceptorHandshake.PROOF_BYTES) {
            return proof(in);
        }
        if (stage == Stage.REFUSED) {
            in.position(in.limit());
        }
        return Optional.empty();
    }

    private void heard(Greeting greeting, Function<String, Optional<LinkTrust>> sessions) {
        if (!(greeting instanceof Greeting.Keyed keyed)) {
            stage = Stage.OVER;
            return;
        }
        session = keyed.session();
        Optional<LinkTrust> trust = sessions.apply(session);
        if (trust.flatMap(LinkTrust::keys).isEmpty()) {
            stage = Stage.REFUSED;
            connection.send(Handshake.refusal(Preface.CONTROL, Handshake.keylessReason(session, trust)));
            connection.closeAfterFlush();
            return;
        }
        handshake = new AcceptorHandshake(
                trust.get().keys().get(), Preface.CONTROL, keyed, trust.get().cipher(), Handshake.RANDOM);
        stage = Stage.PROOF;
        connection.send(handshake.answer());
    }

    private Optional<String> proof(ByteBuffer in) {
        Optional<Seals> seals = handshake.proved(in);
        if (seals.isEmpty()) {
            return Optional.of("does not hold the session's key");
        }
        connection.seal(seals.get());
        stage = Stage.OVER;
        return Optional.empty();
    }
}
