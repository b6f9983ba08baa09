package org.kaappliance.relay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.NodeFigures.Standing;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.SendEvent;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamId;

/** What a source tells its nodes of the session, and what a node makes of it. */
class FleetNewsTest {
    private static final long SECOND = 1_000_000_000L;

    private static SendEvent.Progress progress(long sent, Standing... standings) {
        List<NodeFigures> nodes = IntStream.range(0, standings.length)
                .mapToObj(i -> new NodeFigures("n" + i, 0, 0, 0, 0, standings[i], ""))
                .toList();
        return new SendEvent.Progress(nodes, sent, Optional.empty());
    }

    @Test
    void the_states_of_all_nodes_are_told_at_most_once_a_second() {
        FleetNews news = new FleetNews(OptionalLong.of(100));
        SendEvent.Progress now = progress(10, Standing.RECEIVING, Standing.DONE, Standing.RECEIVING);
        Message.Fleet told = news.at(now, 5).orElseThrow();
        assertThat(FleetNews.event(told))
                .isEqualTo(
                        new ReceiveEvent.Fleet(OptionalLong.of(100), Map.of(Standing.RECEIVING, 2, Standing.DONE, 1)));
        assertThat(news.at(now, 4 + SECOND)).isEmpty();
        assertThat(news.at(now, 5 + SECOND)).isPresent();
    }

    @Test
    void of_a_compressed_stream_the_length_is_what_is_carried_as_far_as_that_can_be_told() {
        SendEvent.Progress half = progress(100).withContent(200);
        assertThat(new FleetNews(OptionalLong.of(1000))
                        .at(half, 0)
                        .orElseThrow()
                        .expectedBytes())
                .isEqualTo(500);
        assertThat(new FleetNews(OptionalLong.empty()).at(half, 0).orElseThrow().expectedBytes())
                .isZero();
        SendEvent.Progress plain = progress(3);
        assertThat(new FleetNews(OptionalLong.of(1_000_003))
                        .at(plain, 0)
                        .orElseThrow()
                        .expectedBytes())
                .isEqualTo(1_000_003);
    }

    @Test
    void only_who_asked_is_told_and_only_while_it_is_there() {
        FleetNews news = new FleetNews(OptionalLong.empty());
        news.heard(1, new Message.Attached(3));
        news.heard(2, Message.Attached.ASKS_FOR_FLEET);
        news.heard(3, Message.Attached.ASKS_FOR_FLEET);
        news.gone(3);
        assertThat(news.readers()).containsExactly(2L);
    }

    @Test
    void states_that_a_later_version_may_have_are_left_out_and_missing_ones_have_no_node() {
        Message.Fleet later = new Message.Fleet(0, List.of(1, 0, 0, 0, 0, 0, 0, 9, 9));
        assertThat(FleetNews.event(later).nodes()).isEqualTo(Map.of(Standing.JOINED, 1));
        assertThat(FleetNews.event(new Message.Fleet(0, List.of(0, 4))).nodes())
                .isEqualTo(Map.of(Standing.RECEIVING, 4));
    }

    @Test
    void a_node_asks_whenever_it_is_welcomed_and_passes_on_what_it_is_told() {
        NodeEngine node = new NodeEngine(Duration.ofSeconds(10), 0);
        node.message(new Message.Welcome(new StreamId(1, 2), Message.StreamFormat.PLAIN, DigestKind.SHA_256), 0);
        assertThat(node.drain()).contains(new NodeEffect.Send(Message.Attached.ASKS_FOR_FLEET));
        Message.Fleet fleet = new Message.Fleet(7, List.of(1));
        node.message(fleet, 0);
        assertThat(node.drain()).containsExactly(new NodeEffect.Emit(FleetNews.event(fleet)));
    }
}
