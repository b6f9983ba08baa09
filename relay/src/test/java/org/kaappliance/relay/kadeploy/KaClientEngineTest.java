package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.kadeploy.KaClientEngine.Barrier;
import org.kaappliance.relay.kadeploy.ServerPacket.Report;

class KaClientEngineTest {
    private static final Inet4Address DAD = Ipv4Subnet.address("10.0.0.11");
    private static final Inet4Address GRANDDAD = Ipv4Subnet.address("10.0.0.10");
    private static final Inet4Address CHILD = Ipv4Subnet.address("10.0.0.13");
    private static final long MIB = 1 << 20;

    private long now;
    private KaClientEngine engine = new KaClientEngine(Barrier.LEAVES, 30764, 0);

    private void tick(long received, int busyChildren) {
        now += 100_000_000;
        engine.tick(new ReceiveEvent.Progress(received, received), busyChildren, now);
    }

    private void hear(ServerPacket packet) {
        engine.packet(packet, now);
    }

    private List<KaClientEffect> drain() {
        return engine.drain().stream()
                .filter(effect -> !(effect instanceof KaClientEffect.Emit))
                .toList();
    }

    private static KaClientEffect send(ClientPacket packet) {
        return new KaClientEffect.Send(packet);
    }

    private void linkToDad() {
        tick(0, 0);
        tick(0, 0);
        hear(new ServerPacket.GivesIp(DAD));
        engine.linkUp(DAD);
        drain();
    }

    @Test
    void it_says_hello_alone_first_and_the_rest_a_moment_later() {
        assertThat(drain()).containsExactly(send(new ClientPacket.Hello("Ka-deploy-0.6")));
        tick(0, 0);
        assertThat(drain()).isEmpty();
        tick(0, 0);
        assertThat(drain())
                .containsExactly(send(new ClientPacket.SendsOptions(false)), send(new ClientPacket.AcceptsData()));
    }

    @Test
    void a_child_is_reported_when_it_connects_and_again_when_it_is_served() {
        linkToDad();
        engine.childConnected(CHILD);
        assertThat(drain()).containsExactly(send(new ClientPacket.GotClient(CHILD)));
        hear(new ServerPacket.GivesAuth(CHILD, 5));
        assertThat(drain()).containsExactly(new KaClientEffect.Authorize(CHILD, 5));
        engine.childServed(CHILD);
        assertThat(drain()).containsExactly(send(new ClientPacket.GotClient(CHILD)));
        hear(new ServerPacket.DropChild(CHILD));
        assertThat(drain()).containsExactly(new KaClientEffect.Drop(CHILD));
    }

    @Test
    void positions_are_reported_once_or_about_once_a_mib_as_wanted() {
        linkToDad();
        tick(3 * MIB, 0);
        assertThat(drain()).isEmpty();
        hear(new ServerPacket.ReportPosition(Report.ONCE));
        assertThat(drain()).containsExactly(send(new ClientPacket.ReportsPosition(3 * MIB)));
        hear(new ServerPacket.ReportPosition(Report.REGULARLY));
        tick(4 * MIB - 1, 0);
        assertThat(drain()).isEmpty();
        tick(4 * MIB, 0);
        assertThat(drain()).containsExactly(send(new ClientPacket.ReportsPosition(4 * MIB)));
        hear(new ServerPacket.ReportPosition(Report.NO));
        tick(9 * MIB, 0);
        assertThat(drain()).isEmpty();
    }

    @Test
    void a_ping_is_answered() {
        linkToDad();
        hear(new ServerPacket.Ping());
        assertThat(drain()).containsExactly(send(new ClientPacket.PingReply()));
    }

    @Test
    void the_end_comes_when_the_server_says_so_and_children_and_sink_have_everything() {
        linkToDad();
        engine.linkLost(DAD, 100, now);
        assertThat(drain()).containsExactly(send(new ClientPacket.DadDisconnected(DAD, 100)));
        hear(new ServerPacket.EndOfFlow());
        assertThat(drain()).containsExactly(new KaClientEffect.FinishStream());
        engine.sinkDone();
        tick(100, 1);
        assertThat(drain()).isEmpty();
        tick(100, 0);
        assertThat(drain())
                .containsExactly(send(new ClientPacket.HasFinished()), new KaClientEffect.End(Optional.empty()));
        assertThat(engine.hasEnded()).isTrue();
    }

    @Test
    void one_that_waits_for_the_others_stays_until_it_is_released_or_the_server_is_gone() {
        for (int i = 0; i < 2; i++) {
            now = 0;
            engine = new KaClientEngine(Barrier.WAITS_FOR_THE_OTHERS, 30764, 0);
            linkToDad();
            engine.linkLost(DAD, 100, now);
            hear(new ServerPacket.EndOfFlow());
            engine.sinkDone();
            tick(100, 0);
            assertThat(drain()).contains(send(new ClientPacket.HasFinished()));
            assertThat(engine.hasEnded()).isFalse();
            if (i == 0) {
                hear(new ServerPacket.Finish());
            } else {
                engine.controlLost("closed");
            }
            assertThat(drain()).containsExactly(new KaClientEffect.End(Optional.empty()));
        }
    }

    @Test
    void an_orphan_goes_on_with_the_parent_that_it_is_given() {
        linkToDad();
        engine.linkLost(DAD, 100, now);
        engine.linkLost(DAD, 100, now);
        assertThat(drain()).containsExactly(send(new ClientPacket.DadDisconnected(DAD, 100)));
        hear(new ServerPacket.GivesIp(GRANDDAD));
        assertThat(drain()).containsExactly(new KaClientEffect.Connect(GRANDDAD));
        engine.linkLost(DAD, 100, now);
        assertThat(drain()).isEmpty();
    }

    @Test
    void an_orphan_that_hears_nothing_for_a_minute_gives_up() {
        linkToDad();
        engine.linkLost(DAD, 100, now);
        for (int i = 0; i < 599; i++) {
            tick(100, 0);
        }
        assertThat(engine.hasEnded()).isFalse();
        tick(100, 0);
        assertThat(engine.hasEnded()).isTrue();
    }

    static Stream<ServerPacket> wrongEnds() {
        return Stream.of(
                new ServerPacket.EndOfFlow(), new ServerPacket.Finish(), new ServerPacket.Malformed("type 99"));
    }

    @Test
    void nothing_but_the_end_of_the_flow_behind_the_parents_end_makes_a_stream_complete() {
        wrongEnds().forEach(packet -> {
            now = 0;
            engine = new KaClientEngine(Barrier.LEAVES, 30764, 0);
            linkToDad();
            hear(packet);
            assertThat(engine.drain())
                    .anyMatch(e ->
                            e instanceof KaClientEffect.End end && end.error().isPresent());
        });
    }

    @Test
    void the_servers_end_before_the_streams_is_a_failure() {
        linkToDad();
        engine.controlLost("connection closed");
        assertThat(drain())
                .containsExactly(new KaClientEffect.End(Optional.of("the server is gone: connection closed")));
    }

    @Test
    void whatever_a_server_says_in_whatever_order_is_no_exception_and_never_success_without_an_end() {
        List<ServerPacket> packets = List.of(
                new ServerPacket.Go(),
                new ServerPacket.GivesIp(DAD),
                new ServerPacket.GivesAuth(CHILD, Long.MAX_VALUE),
                new ServerPacket.DropChild(CHILD),
                new ServerPacket.ReportPosition(Report.REGULARLY),
                new ServerPacket.Ping(),
                new ServerPacket.Finish(),
                new ServerPacket.Malformed("x"),
                new ServerPacket.EndOfFlow());
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            now = 0;
            engine = new KaClientEngine(Barrier.LEAVES, 30764, 0);
            for (int i = 0; i < 30; i++) {
                hear(packets.get(random.nextInt(packets.size())));
                tick(i, 0);
            }
            assertThat(engine.drain())
                    .as("seed " + seed)
                    .noneMatch(e ->
                            e instanceof KaClientEffect.End end && end.error().isEmpty());
        }
    }
}
