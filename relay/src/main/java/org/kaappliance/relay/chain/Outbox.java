package org.kaappliance.relay.chain;

import java.util.ArrayList;
import java.util.List;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.wire.Message;

/** What the source's engine wants done, in order. */
final class Outbox {
    private List<SourceEffect> effects = new ArrayList<>();

    void add(SourceEffect effect) {
        effects.add(effect);
    }

    void send(long connection, Message message) {
        add(new SourceEffect.Send(connection, message));
    }

    void close(long connection) {
        add(new SourceEffect.Close(connection));
    }

    void refuse(long connection, String reason) {
        send(connection, new Message.Refused(reason));
        close(connection);
    }

    void emit(SendEvent event) {
        add(new SourceEffect.Emit(event));
    }

    /** What was added since the last call. */
    List<SourceEffect> drain() {
        List<SourceEffect> out = effects;
        effects = new ArrayList<>();
        return out;
    }
}
