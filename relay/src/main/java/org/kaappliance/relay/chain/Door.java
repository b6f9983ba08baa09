package org.kaappliance.relay.chain;

import java.util.Optional;
import org.kaappliance.relay.Verdict;
import org.kaappliance.relay.wire.Message;

/** Who may join a session. */
final class Door {
    private final SourceSettings settings;
    private final Roster roster;
    private final ChainKeeper chain;
    private final Outbox out;

    Door(SourceSettings settings, Roster roster, ChainKeeper chain, Outbox out) {
        this.settings = settings;
        this.roster = roster;
        this.chain = chain;
        this.out = out;
    }

    /** Why a node may not take part; empty when it may. */
    Optional<String> refusal(Message.Hello hello, Verdict verdict, SourceEngine.Phase phase) {
        if (phase == SourceEngine.Phase.ENDED) {
            return Optional.of("session " + settings.session() + " is over");
        }
        if (verdict instanceof Verdict.Refused refused) {
            return Optional.of(refused.reason());
        }
        if (hello.part()
                .filter(part -> !part.stream().equals(settings.stream()))
                .isPresent()) {
            return Optional.of("it has a part of an earlier run of session " + settings.session());
        }
        if (roster.size() >= SourceSettings.MAX_NODES && roster.named(hello.nodeId()) == null) {
            return Optional.of("the session is full");
        }
        long received = hello.part().map(Message.Part::received).orElse(0L);
        return phase == SourceEngine.Phase.RUNNING
                ? chain.whyNot(received).map(why -> "session " + settings.session() + " has already started: " + why)
                : Optional.empty();
    }

    /** The node of that name that was here before is not it any more. */
    void supersede(SourceNode before) {
        chain.lose(before.id());
        if (roster.hangUp(before.connection)) {
            out.send(before.connection, new Message.Aborted("joined again from another connection"));
            out.close(before.connection);
        }
    }
}
