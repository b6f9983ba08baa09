package org.kaappliance.relay.chain;

import java.util.Optional;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.chain.SourceNode.State;
import org.kaappliance.relay.wire.Message;

/** Takes what nodes say of themselves, but for their beats, and compares what they have with what was sent. */
final class Reports {
    private final SourceSettings settings;
    private final ChainKeeper chain;
    private final Losses losses;
    private final SentStream sent;
    private final Outbox out;

    Reports(SourceSettings settings, ChainKeeper chain, Losses losses, SentStream sent, Outbox out) {
        this.settings = settings;
        this.chain = chain;
        this.losses = losses;
        this.sent = sent;
        this.out = out;
    }

    void take(SourceNode node, Message message, long nowNanos) {
        if (message instanceof Message.Attached) {
            node.complaint = Optional.empty();
        } else if (message instanceof Message.Orphan orphan) {
            node.received = orphan.received();
            chain.orphaned(node, orphan, nowNanos);
        } else if (message instanceof Message.Complete complete) {
            completed(node, complete, nowNanos);
        } else if (message instanceof Message.Done done) {
            finished(node, done);
        } else if (message instanceof Message.Failed failed) {
            losses.lose(node, failed.reason());
        } else {
            losses.lose(
                    node, "sent what no node may send: " + message.getClass().getSimpleName());
        }
    }

    private void completed(SourceNode node, Message.Complete complete, long nowNanos) {
        if (sent.end().isEmpty() || complete.total() != sent.bytes()) {
            losses.lose(node, "received " + complete.total() + " of " + sent.bytes() + " bytes and calls it complete");
            return;
        }
        node.received = complete.total();
        node.complete = true;
        node.sunkNanos = nowNanos;
        node.complaint = Optional.empty();
    }

    private void finished(SourceNode node, Message.Done done) {
        if (!node.complete || !sent.isAs(done)) {
            losses.lose(
                    node,
                    "digest mismatch: its sink took " + done.total() + " bytes, "
                            + settings.digest().label() + " " + done.digest().hex());
            return;
        }
        if (node.is(State.ACTIVE)) {
            node.state = State.DONE;
            out.emit(new SendEvent.NodeDone(node.id()));
        }
    }
}
