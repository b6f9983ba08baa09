package org.kaappliance.relay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamId;

class NodeEngineTest {
    private static final Message WELCOME =
            new Message.Welcome(new StreamId(1, 2), Message.StreamFormat.PLAIN, DigestKind.SHA_256);

    private final NodeEngine engine = new NodeEngine(Duration.ofSeconds(10), 0);
    private static final NodeData NOTHING = new NodeData(0, 0, 0, 0, Message.WaitsFor.PARENT);
    private long nowNanos;

    private void pass(Duration time) {
        for (long end = nowNanos + time.toNanos(); nowNanos < end; ) {
            nowNanos += 50_000_000;
            engine.tick(NOTHING, nowNanos);
        }
    }

    @Test
    void a_source_that_says_nothing_is_given_up() {
        pass(Duration.ofMillis(9_900));
        assertThat(engine.hasEnded()).isFalse();
        pass(Duration.ofMillis(200));
        assertThat(engine.drain()).contains(new NodeEffect.End(Optional.of("the server is gone: silent for 10.0 s")));
    }

    @Test
    void a_node_says_nothing_behind_its_hello_before_it_is_welcomed() {
        pass(Duration.ofSeconds(2));
        assertThat(engine.drain()).isEmpty();
        engine.message(WELCOME, nowNanos);
        pass(Duration.ofMillis(250));
        assertThat(engine.drain()).anyMatch(NodeEngineTest::isBeat);
    }

    private static boolean isBeat(NodeEffect effect) {
        return effect instanceof NodeEffect.Send send && send.message() instanceof Message.Beat;
    }

    @Test
    void a_pause_of_our_own_is_not_taken_for_the_silence_of_the_source() {
        pass(Duration.ofSeconds(5));
        nowNanos += Duration.ofSeconds(60).toNanos();
        engine.tick(NOTHING, nowNanos);
        pass(Duration.ofSeconds(4));
        assertThat(engine.hasEnded()).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(engine.hasEnded()).isTrue();
    }
}
