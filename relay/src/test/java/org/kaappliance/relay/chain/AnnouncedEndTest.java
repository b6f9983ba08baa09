package org.kaappliance.relay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.DigestKind;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.StreamDigest;
import org.kaappliance.relay.wire.StreamId;

/** What a parent says of the end of the stream counts for nothing without the source. */
class AnnouncedEndTest {
    private static final StreamDigest DIGEST = new StreamDigest("12".repeat(32));
    private static final StreamDigest OTHER = new StreamDigest("34".repeat(32));

    private final NodeEngine engine = new NodeEngine(Duration.ofSeconds(10), 0);

    AnnouncedEndTest() {
        engine.message(new Message.Welcome(new StreamId(1, 2), Message.StreamFormat.PLAIN, DigestKind.SHA_256), 0);
        engine.drain();
    }

    @Test
    void the_end_of_the_stream_is_taken_when_parent_and_source_say_the_same_of_it() {
        engine.streamEnded(9, DIGEST);
        assertThat(engine.drain()).as("only the parent has said it").isEmpty();
        engine.message(new Message.StreamEnd(9, DIGEST), 0);
        assertThat(engine.drain())
                .isEqualTo(List.of(new NodeEffect.Send(new Message.Complete(9)), new NodeEffect.Finish(DIGEST)));
    }

    @Test
    void the_source_may_say_it_first() {
        engine.message(new Message.StreamEnd(9, DIGEST), 0);
        assertThat(engine.drain()).isEmpty();
        engine.streamEnded(9, DIGEST);
        assertThat(engine.drain()).contains(new NodeEffect.Finish(DIGEST));
    }

    @Test
    void an_end_of_another_length_or_digest_than_the_source_announced_fails_the_node() {
        engine.message(new Message.StreamEnd(9, DIGEST), 0);
        engine.streamEnded(9, OTHER);
        assertThat(engine.hasEnded()).isTrue();
        assertThat(engine.drain()).doesNotContain(new NodeEffect.Finish(OTHER), new NodeEffect.Finish(DIGEST));
        NodeEngine second = new NodeEngine(Duration.ofSeconds(10), 0);
        second.message(new Message.Welcome(new StreamId(1, 2), Message.StreamFormat.PLAIN, DigestKind.SHA_256), 0);
        second.streamEnded(8, DIGEST);
        second.message(new Message.StreamEnd(9, DIGEST), 0);
        assertThat(second.hasEnded()).isTrue();
        assertThat(second.drain()).doesNotContain(new NodeEffect.Finish(DIGEST));
    }
}
