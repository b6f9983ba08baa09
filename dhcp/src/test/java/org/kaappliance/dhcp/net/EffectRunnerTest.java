package org.kaappliance.dhcp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.engine.DhcpEvent;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

/** From datagram to datagram, over a channel without a network. */
public class EffectRunnerTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("10.0.1.111", 68);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.1.1", 67);

    private final HeldStore store = new HeldStore();
    private final List<DhcpEvent.Kind> events = new ArrayList<>();
    private final Served served = Served.server();
    private final EmbeddedChannel channel = new EmbeddedChannel(new DatagramHandler(
            Served.ARRIVAL.iface(),
            (message, arrival) -> served.engine.on(message, arrival, Served.START),
            new EffectRunner(
                    store,
                    event -> {
                        events.add(event.kind());
                        throw new IllegalStateException("a listener that fails");
                    },
                    InstantSource.fixed(Served.START))));

    /** Completes saves when the test says so. */
    private static final class HeldStore implements LeaseStore {
        private final List<CompletableFuture<Void>> saves = new ArrayList<>();

        @Override
        public List<Lease> load() {
            return List.of();
        }

        @Override
        public CompletionStage<Void> save(Lease lease) {
            saves.add(new CompletableFuture<>());
            return saves.get(saves.size() - 1);
        }
    }

    @AfterEach
    public void closeChannel() {
        channel.finishAndReleaseAll();
    }

    @Test
    public void the_ack_leaves_when_the_save_has_completed_and_not_before() {
        receive(DhcpCodec.encode(request()));
        assertThat(sent()).isEmpty();
        store.saves.get(0).complete(null);
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(MessageType.ACK);
        assertThat(events).containsExactly(DhcpEvent.Kind.ACKED_PLAIN);
    }

    @Test
    public void a_lease_that_cannot_be_saved_is_not_given() {
        receive(DhcpCodec.encode(request()));
        store.saves.get(0).completeExceptionally(new IllegalStateException("disk full"));
        channel.runPendingTasks();
        assertThat(sent()).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    public void whatever_comes_and_whatever_the_listener_does_the_next_client_is_served() {
        receive(new byte[0]);
        receive(new byte[1]);
        receive(new byte[1500]);
        receive(DhcpCodec.encode(Client.of(NODE1).discover()));
        receive(DhcpCodec.encode(Client.of(NODE1).pxe().discover()));
        assertThat(sent()).containsExactly(MessageType.OFFER, MessageType.OFFER);
    }

    private static DhcpMessage request() {
        return Client.of(NODE1).asks("10.0.1.111").server("10.0.1.1").request();
    }

    private void receive(byte[] octets) {
        channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(octets), SERVER, CLIENT));
    }

    private List<MessageType> sent() {
        List<MessageType> types = new ArrayList<>();
        for (DatagramPacket packet = channel.readOutbound(); packet != null; packet = channel.readOutbound()) {
            byte[] octets = new byte[packet.content().readableBytes()];
            packet.content().readBytes(octets);
            packet.release();
            types.add(((Decoded.Message) DhcpCodec.decode(octets))
                    .message()
                    .type()
                    .orElseThrow());
        }
        return types;
    }
}
