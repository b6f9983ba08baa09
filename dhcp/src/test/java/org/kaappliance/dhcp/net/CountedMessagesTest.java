package org.kaappliance.dhcp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.dhcp.MemoryLeaseStore;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.engine.DhcpCounters;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.wire.DhcpCodec;

/** What comes in and goes out is counted where it does so. */
public class CountedMessagesTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("10.0.1.111", 68);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.1.1", 67);

    private final Served served = Served.server();
    private final EffectRunner runner = new EffectRunner(
            new MemoryLeaseStore(),
            event -> {},
            InstantSource.fixed(Served.START),
            ConflictProber.NONE,
            (probe, outcome) -> served.engine.onProbed(probe, outcome, Served.START));
    private final EmbeddedChannel channel = new EmbeddedChannel(new DatagramHandler(
            Served.ARRIVAL.iface(), (message, arrival) -> served.engine.on(message, arrival, Served.START), runner));

    @AfterEach
    public void closeChannel() {
        channel.finishAndReleaseAll();
    }

    @Test
    public void an_offer_an_ignored_message_and_a_malformed_one_are_each_counted() {
        receive(DhcpCodec.encode(Client.of(NODE1).discover()));
        receive(DhcpCodec.encode(Client.of(NODE1).request()));
        receive(new byte[17]);
        channel.runPendingTasks();
        DhcpCounters.Snapshot now = runner.counters().snapshot();
        assertThat(now.received()).containsEntry("discover", 1L).containsEntry("request", 1L);
        assertThat(now.sent()).containsEntry("offer", 1L).containsEntry("ack", 0L);
        assertThat(now.ignored()).containsEntry("not-its-address", 1L).containsEntry("rate", 0L);
        assertThat(now.malformed()).isEqualTo(1);
    }

    private void receive(byte[] octets) {
        channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(octets), SERVER, CLIENT));
    }
}
