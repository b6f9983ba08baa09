package org.kaappliance.relay;

import org.kaappliance.config.Ipv4Subnet;

/** A node in a JVM of its own: {@code ReceiveProbe SESSION DISCOVERY CONTROL DATA}, ports of 127.0.0.1; prints what it lacks. */
final class ReceiveProbe {
    private ReceiveProbe() {}

    public static void main(String[] args) throws Exception {
        RelayPorts ports =
                new RelayPorts(Integer.parseInt(args[1]), 0, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        ReceiveSpec spec = ReceiveSpec.of(args[0], Ipv4Subnet.address("127.0.0.11"), "node-01")
                .withServer(LoopbackFleet.SERVER)
                .withPorts(ports);
        ReceiveResult result = RelayReceiver.receive(spec, new LoopbackFleet.MemorySink(), ReceiveListener.none());
        System.out.println(result.error().orElse("complete"));
    }
}
