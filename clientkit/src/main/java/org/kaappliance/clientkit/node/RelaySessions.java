package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.time.Duration;
import org.kaappliance.relay.ReceiveListener;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.StreamSink;
import org.kaappliance.relay.Trust;

/** The appliance's sessions, joined as this node. */
record RelaySessions(NodeSettings settings, BootCard card) implements Sessions {
    private static final Duration TRY_INTERVAL = Duration.ofSeconds(2);
    /** The appliance may hold a stream back for as long as other nodes take to start; the report channel tells when it is not worth it. */
    private static final int TRIES = (int) Duration.ofHours(12).dividedBy(TRY_INTERVAL);

    @Override
    public ReceiveResult receive(String session, StreamSink sink) throws IOException, InterruptedException {
        ReceiveSpec spec = ReceiveSpec.of(session, card.address(), card.mac().toString())
                .withServer(settings.server())
                .withCredential(settings.token())
                .withTrust(Trust.keyed(settings.key()))
                .withPorts(settings.relayPorts())
                .withTries(TRIES, TRY_INTERVAL);
        return RelayReceiver.receive(spec, sink, ReceiveListener.none());
    }
}
