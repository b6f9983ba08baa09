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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
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
                    InstantSource.fixed(Served.START),
                    ConflictProber.NONE,
                    (probe, outcome) -> served.engine.onProbed(probe, outcome, Served.START))));

    /** Completes saves when the test says so. */
    private static final class HeldStore implements LeaseStore {
        private final List<CompletableFuture<Void>> saves = new ArrayList<>();

        @Override
        public List<Lease> load() {
            return List.of();
        }

        @Override
        public CompletionStage<Void> save(List<Lease> leases) {
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

    @Test
    public void an_offer_that_waited_does_not_leave_when_another_server_has_come() {
        channel.attr(EffectRunner.GIVES_ADDRESSES).set(() -> false);
        receive(DhcpCodec.encode(Client.of(NODE1).discover()));
        assertThat(sent()).isEmpty();
        receive(DhcpCodec.encode(request()));
        store.saves.get(0).complete(null);
        channel.runPendingTasks();
        assertThat(sent()).as("what is asked for is still given").containsExactly(MessageType.ACK);
    }

    @Test
    public void an_answer_that_is_to_be_held_back_leaves_when_its_time_has_come() {
        Served slow = new Served(
                Served.settings(
                        Map.of("dhcp.classes", "[{ name = slow, vendor-class = PXEClient, reply-delay = 2 seconds }]")),
                Served.policy(UnknownMachines.BOOT),
                List.of());
        EmbeddedChannel held = new EmbeddedChannel(new DatagramHandler(
                Served.ARRIVAL.iface(),
                (message, arrival) -> slow.engine.on(message, arrival, Served.START),
                new EffectRunner(
                        store,
                        event -> {},
                        InstantSource.fixed(Served.START),
                        ConflictProber.NONE,
                        (probe, outcome) -> slow.engine.onProbed(probe, outcome, Served.START))));
        held.freezeTime();
        byte[] discover = DhcpCodec.encode(Client.of(NODE1).pxe().discover());
        held.writeInbound(datagram(discover));
        held.advanceTimeBy(1, TimeUnit.SECONDS);
        held.runPendingTasks();
        assertThat(held.outboundMessages()).isEmpty();
        held.advanceTimeBy(1, TimeUnit.SECONDS);
        held.runPendingTasks();
        held.runPendingTasks(); // what the first ones have left to be sent together
        assertThat(held.outboundMessages()).hasSize(1);
        held.finishAndReleaseAll();
    }

    @Test
    public void of_messages_that_came_together_a_later_one_of_another_type_does_not_take_the_place_of_an_earlier_one() {
        channel.pipeline()
                .fireChannelRead(datagram(DhcpCodec.encode(Client.of(NODE1).discover())));
        channel.pipeline()
                .fireChannelRead(datagram(DhcpCodec.encode(Client.of(NODE1).discover())));
        channel.pipeline().fireChannelRead(datagram(DhcpCodec.encode(request())));
        channel.pipeline().fireChannelReadComplete();
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(MessageType.OFFER);
        assertThat(store.saves).hasSize(1);
    }

    private static DatagramPacket datagram(byte[] octets) {
        return new DatagramPacket(Unpooled.wrappedBuffer(octets), SERVER, CLIENT);
    }

    private static DhcpMessage request() {
        return Client.of(NODE1).asks("10.0.1.111").server("10.0.1.1").request();
    }

    private void receive(byte[] octets) {
        channel.writeInbound(datagram(octets));
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
