package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MuteStrangersTest {
    private static final int MORE_THAN_PLACES = 600;

    @Test
    void strangers_who_fill_all_places_of_the_data_port_with_silence_keep_no_child_out() throws Exception {
        byte[] stream = LoopbackFleet.bytes(3_000_000, 9);
        List<SocketChannel> strangers = new ArrayList<>();
        try (LoopbackFleet fleet = new LoopbackFleet()) {
            InetSocketAddress data = new InetSocketAddress(
                    LoopbackFleet.SERVER, fleet.server.ports().data());
            for (int i = 0; i < MORE_THAN_PLACES; i++) {
                strangers.add(SocketChannel.open(data));
            }
            SendSession session =
                    fleet.server.start(SendSpec.of("s", 2), LoopbackFleet.source(stream), SendListener.none());
            fleet.joinAll("s", 2);
            SendResult result = session.awaitFor(LoopbackFleet.LIMIT).orElseThrow();
            assertThat(result.complete()).as(result.toString()).isTrue();
        } finally {
            for (SocketChannel stranger : strangers) {
                stranger.close();
            }
        }
    }
}
