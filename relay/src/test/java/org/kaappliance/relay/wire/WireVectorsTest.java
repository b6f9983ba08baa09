package org.kaappliance.relay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;

class WireVectorsTest {
    private static final Map<String, Message> MESSAGES = new HashMap<>(Map.of(
            "hello", Message.Hello.first("s", "n1", "k", Ipv4Subnet.address("10.0.0.7"), 30764),
            "beat", new Message.Beat(1, 2, 0, 0, Message.WaitsFor.NOTHING),
            "complete", new Message.Complete(17),
            "attached", new Message.Attached(7),
            "source-beat", new Message.SourceBeat(),
            "release", new Message.Release(),
            "accept", new Message.Accept(),
            "refused", new Message.Refused("no")));

    static {
        MESSAGES.put("asks-for-fleet", Message.Attached.ASKS_FOR_FLEET);
        MESSAGES.put("fleet", new Message.Fleet(90_000_000, List.of(0, 2, 0, 0, 0, 1, 0)));
        MESSAGES.put(
                "assign-to-the-source",
                new Message.Assign(
                        1,
                        new Message.ParentLink("", Ipv4Subnet.address("10.0.0.1"), 30764, 1),
                        List.of(new Message.ChildLink("n2", 1, Message.Pace.HOLDS))));
    }

    @Test
    void our_messages_are_the_bytes_that_were_derived_by_hand() throws Exception {
        int seen = 0;
        for (WireVectors.Vector vector : WireVectors.read("ka-relay-1.txt").vectors()) {
            Message message = MESSAGES.get(vector.name());
            if (message != null) {
                assertThat(MessageCodec.encode(message)).as(vector.name()).isEqualTo(ByteBuffer.wrap(vector.bytes()));
                assertThat(MessageCodec.decode(ByteBuffer.wrap(vector.bytes()))).isEqualTo(message);
                seen++;
            }
        }
        assertThat(seen).isEqualTo(MESSAGES.size());
    }

    @Test
    void our_prefaces_are_the_bytes_that_were_derived_by_hand() throws Exception {
        List<WireVectors.Vector> prefaces =
                WireVectors.read("ka-relay-1.txt").meaning("preface ").toList();
        assertThat(prefaces).hasSize(4);
        for (WireVectors.Vector vector : prefaces) {
            Preface preface = Preface.valueOf(vector.meaning().substring("preface ".length()));
            assertThat(preface.encode()).isEqualTo(ByteBuffer.wrap(vector.bytes()));
        }
    }

    @Test
    void our_discovery_is_the_bytes_that_were_derived_by_hand() throws Exception {
        WireVectors vectors = WireVectors.read("ka-relay-1.txt");
        ByteBuffer request = ByteBuffer.wrap(
                vectors.meaning("request").findFirst().orElseThrow().bytes());
        ByteBuffer reply = ByteBuffer.wrap(
                vectors.meaning("reply").findFirst().orElseThrow().bytes());
        assertThat(Discovery.request(request)).contains(new Discovery.Request(7, 0, "kainstall1"));
        assertThat(Discovery.reply(reply)).contains(new Discovery.Reply(7, 30765, "kainstall1"));
        assertThat(Discovery.encode(new Discovery.Request(7, 0, "kainstall1"))).isEqualTo(request.rewind());
        assertThat(Discovery.encode(new Discovery.Reply(7, 30765, "kainstall1")))
                .isEqualTo(reply.rewind());
    }
}
