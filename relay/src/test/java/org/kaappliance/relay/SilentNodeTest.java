package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.relay.LoopbackFleet.LIMIT;
import static org.kaappliance.relay.LoopbackFleet.SERVER;
import static org.kaappliance.relay.LoopbackFleet.bytes;
import static org.kaappliance.relay.LoopbackFleet.source;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;

class SilentNodeTest {
    /** It joins, its ports take connections as the kernel of a stopped process does, and nothing comes from it. */
    @Test
    void a_node_that_says_nothing_is_given_up_and_the_others_complete() throws Exception {
        byte[] stream = bytes(10_000_000, 5);
        Inet4Address frozen = Ipv4Subnet.address("127.0.0.10");
        try (LoopbackFleet fleet = new LoopbackFleet();
                ServerSocketChannel frozenData = ServerSocketChannel.open().bind(new InetSocketAddress(frozen, 0));
                SocketChannel control = SocketChannel.open().bind(new InetSocketAddress(frozen, 0))) {
            SendSpec spec = SendSpec.of("s", 3)
                    .withChain(ChainTerms.STANDARD.withSuspicion(Duration.ofSeconds(1), Duration.ofSeconds(4)));
            SendSession session = fleet.server.start(spec, source(stream), SendListener.none());
            control.connect(new InetSocketAddress(SERVER, fleet.server.ports().control()));
            control.write(Preface.CONTROL.encode());
            control.write(Greeting.open());
            int port = frozenData.socket().getLocalPort();
            control.write(MessageCodec.encode(Message.Hello.first("s", "frozen", "", frozen, port)));
            fleet.joinAll("s", 2);
            SendResult result = session.awaitFor(LIMIT).orElseThrow();
            assertThat(result.error()).isEmpty();
            assertThat(result.nodes().get(0).failure().orElseThrow()).startsWith("silent for 4.");
            for (LoopbackFleet.Node node : fleet.nodes.values()) {
                assertThat(node.await().error()).isEmpty();
                assertThat(node.sink.bytes.toByteArray()).isEqualTo(stream);
            }
        }
    }
}
