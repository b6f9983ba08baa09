package org.kaappliance.relay.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kaappliance.config.Ipv4Subnet;

class MessageCodecTest {
    private static final StreamDigest DIGEST = new StreamDigest("0f".repeat(32));

    static Stream<Message> messages() {
        String longName = "n".repeat(64);
        return Stream.of(
                Message.Hello.first("s".repeat(200), longName, "ü".repeat(128), Ipv4Subnet.address("10.0.0.7"), 65535),
                Message.Hello.first("kainstall1", "52:54:00:77:00:01", "", Ipv4Subnet.address("255.1.2.3"), 1),
                new Message.Hello(
                        "s",
                        "n",
                        "c",
                        Ipv4Subnet.address("10.0.0.7"),
                        9,
                        "rack 7",
                        Long.MAX_VALUE,
                        true,
                        Optional.of(new Message.Part(new StreamId(3, -4), 1L << 50))),
                new Message.Go("kainstall1", "k"),
                new Message.Standby(9, "came late"),
                new Message.StreamEnd(1L << 44, DIGEST),
                new Message.Beat(3, 2, 1, -1, Message.WaitsFor.CHILD),
                new Message.Attached(7),
                new Message.Orphan(3, Long.MAX_VALUE, LinkLoss.BAD_BLOCK, "x".repeat(500)),
                new Message.Beat(1L << 40, 5, 0, 0, Message.WaitsFor.NOTHING),
                new Message.Complete(0),
                new Message.Done(17, DIGEST),
                new Message.Failed("No space left on device"),
                new Message.Welcome(new StreamId(-1, 2), Message.StreamFormat.PLAIN, DigestKind.SHA_256),
                new Message.Refused("wrong credential"),
                new Message.Assign(
                        2,
                        new Message.ParentLink("", Ipv4Subnet.address("10.0.0.1"), 30764, 1),
                        Collections.nCopies(16, new Message.ChildLink(longName, 2, Message.Pace.HOLDS))),
                new Message.Assign(1, new Message.ParentLink("a", Ipv4Subnet.address("10.0.0.1"), 30764, 1), List.of()),
                new Message.SourceBeat(),
                new Message.Fleet(0, List.of()),
                new Message.Fleet(Long.MAX_VALUE, Collections.nCopies(32, 65535)),
                new Message.Release(),
                new Message.Aborted(""),
                new Message.Attach("s", new StreamId(Long.MIN_VALUE, 9), 4, "b", 1 << 20, 300),
                new Message.Accept(),
                new Message.Reject(LinkLoss.WINDOW_LOST, "byte 0 is wanted, the oldest kept is 262144"));
    }

    @Test
    void a_reason_that_is_read_holds_nothing_that_a_terminal_or_a_log_would_obey() {
        String hostile = "gone\u001b[2J\u009b1m\r\n\u007f\u0000\u2028\u202eok ü€";
        ByteBuffer bytes = MessageCodec.encode(new Message.Failed(hostile));
        assertThat(MessageCodec.decode(bytes)).isEqualTo(new Message.Failed("gone?[2J?1m??????ok ü€"));
    }

    @Test
    void a_credential_is_read_as_it_is() {
        Message.Hello hello = Message.Hello.first("s", "n", "secret\n", Ipv4Subnet.address("10.0.0.7"), 9);
        assertThat(MessageCodec.decode(MessageCodec.encode(hello))).isEqualTo(hello);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void every_message_comes_back_as_it_was_sent(Message message) {
        ByteBuffer bytes = MessageCodec.encode(message);
        assertThat(bytes.remaining()).isLessThanOrEqualTo(MessageCodec.MAX_BYTES);
        assertThat(MessageCodec.frameBytes(bytes)).isEqualTo(bytes.remaining());
        assertThat(MessageCodec.decode(bytes)).isEqualTo(message);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void a_message_cut_at_any_length_is_malformed(Message message) {
        byte[] whole = HexFormat.of().parseHex(hex(message));
        for (int length = 2; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
            cut.putShort(0, (short) (length - 2));
            assertThat(MessageCodec.decode(cut)).isInstanceOf(Message.Malformed.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void a_mutated_message_is_another_message_or_malformed_and_never_an_exception(Message message) {
        Random random = new Random(message.hashCode());
        byte[] whole = HexFormat.of().parseHex(hex(message));
        for (int i = 0; i < 2000; i++) {
            byte[] mutated = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                mutated[2 + random.nextInt(mutated.length - 2)] = (byte) random.nextInt();
            }
            Message decoded = MessageCodec.decode(ByteBuffer.wrap(mutated));
            if (!(decoded instanceof Message.Malformed)) {
                MessageCodec.encode(decoded);
            }
        }
    }

    @Test
    void the_bytes_are_those_of_the_specification() {
        assertThat(hex(new Message.Beat(1, 2, 0, 0, Message.WaitsFor.NOTHING)))
                .isEqualTo("001a" + "04" + "0000000000000001" + "0000000000000002" + "00000000" + "00000000" + "00");
        assertThat(hex(Message.Hello.first("s", "n1", "k", Ipv4Subnet.address("10.0.0.7"), 30764)))
                .isEqualTo("001b" + "01" + "0173" + "026e31" + "00016b" + "0a000007" + "782c" + "0000"
                        + "0000000004000000" + "00" + "00");
        assertThat(HexFormat.of().formatHex(Preface.CONTROL.encode().array())).isEqualTo("894b41520101");
        assertThat(HexFormat.of().formatHex(Preface.DATA.encode().array())).isEqualTo("894b41520102");
    }

    @Test
    void a_length_that_no_message_has_is_seen_before_anything_is_read() {
        assertThat(MessageCodec.frameBytes(ByteBuffer.wrap(new byte[] {1}))).isZero();
        assertThat(MessageCodec.frameBytes(ByteBuffer.wrap(new byte[] {0, 0}))).isEqualTo(-1);
        assertThat(MessageCodec.frameBytes(ByteBuffer.wrap(new byte[] {-1, -1})))
                .isEqualTo(-1);
    }

    @Test
    void a_long_reason_is_cut_at_a_character() {
        Message decoded = MessageCodec.decode(MessageCodec.encode(new Message.Failed("x" + "é".repeat(600))));
        assertThat(decoded).isEqualTo(new Message.Failed("x" + "é".repeat(249)));
    }

    @Test
    void what_is_malformed_cannot_be_sent() {
        assertThatThrownBy(() -> MessageCodec.encode(new Message.Malformed("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String hex(Message message) {
        ByteBuffer bytes = MessageCodec.encode(message);
        return HexFormat.of().formatHex(bytes.array(), bytes.position(), bytes.limit());
    }
}
