package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.time.Duration;
import org.kaappliance.relay.ReceiveListener;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayReceiver;
import org.kaappliance.relay.StreamSink;

/** The appliance's sessions, joined as this node. */
record RelaySessions(NodeSettings settings, BootCard card, RelayPorts ports) implements Sessions {
    private static final int TRIES = 300;
    private static final Duration TRY_INTERVAL = Duration.ofSeconds(2);

    @Override
    public ReceiveResult receive(String session, StreamSink sink) throws IOException, InterruptedException {
        ReceiveSpec spec = ReceiveSpec.of(session, card.address(), card.mac().toString())
                .withServer(settings.server())
                .withCredential(settings.token())
                .withPorts(ports)
                .withTries(TRIES, TRY_INTERVAL);
        return RelayReceiver.receive(spec, sink, ReceiveListener.none());
    }
}
