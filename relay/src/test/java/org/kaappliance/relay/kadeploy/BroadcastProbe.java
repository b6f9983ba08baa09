package org.kaappliance.relay.kadeploy;

import java.io.ByteArrayInputStream;
import java.net.Inet4Address;
import java.util.Arrays;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.NodeOutcome;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SendListener;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.Trust;

/** One end at 10.9.0.1, on the standard ports: {@code send} or {@code receive}. */
public final class BroadcastProbe {
    private static final Inet4Address LOCAL = Ipv4Subnet.address("10.9.0.1");

    private BroadcastProbe() {}

    static byte[] stream() {
        return Originals.bytes(3_000_000, 1);
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("send")) {
            try (RelayServer server = RelayServer.open(LOCAL, RelayPorts.STANDARD)) {
                SendSpec spec = SendSpec.of("kainstall1", 1).withTrust(Trust.OPEN.withLegacy());
                for (NodeOutcome node : server.start(
                                spec, () -> new ByteArrayInputStream(stream()), SendListener.none())
                        .await()
                        .nodes()) {
                    System.out.println(node.nodeId() + " complete " + node.complete());
                }
            }
            return;
        }
        OwnNode node = OwnNode.join(ReceiveSpec.of("kainstall1", LOCAL, "own").withTrust(Trust.OPEN.withLegacy()));
        ReceiveResult result = node.await();
        System.out.println("received " + result.bytes() + ", exact " + Arrays.equals(stream(), node.received()) + " "
                + result.error());
    }
}
