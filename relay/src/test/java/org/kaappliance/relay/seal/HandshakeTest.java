package org.kaappliance.relay.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.wire.Discovery;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.Preface;

class HandshakeTest {
    private static final KeySchedule OTHER = new KeySchedule(SessionKey.of(new byte[32]));

    private static Properties vectors() throws IOException {
        Properties vectors = new Properties();
        try (InputStream in = HandshakeTest.class.getResourceAsStream("/wire/keyed.properties")) {
            vectors.load(in);
        }
        return vectors;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String hex(ByteBuffer buffer) {
        return HexFormat.of().formatHex(bytes(buffer));
    }

    @Test
    void a_process_can_go_through_a_handshake_with_itself_first() {
        assertThat(FirstHandshake.carryOut(Handshakes.KEYS, "session1", Handshakes.fixed(7)))
                .isTrue();
    }

    @Test
    void what_is_said_is_what_the_specification_says() throws Exception {
        Properties vectors = vectors();
        ConnectorHandshake connector = Handshakes.connector(0x11);
        AcceptorHandshake acceptor = Handshakes.acceptor(connector, 0x22);
        assertThat(hex(connector.greeting())).isEqualTo(vectors.get("greeting"));
        assertThat(hex(acceptor.answer())).isEqualTo(vectors.get("answer"));
        ConnectorHandshake.Proved proved = connector.answered(acceptor.answer()).orElseThrow();
        assertThat(hex(proved.proof())).isEqualTo(vectors.get("proof"));
        Sealer sealer = proved.seals().out();
        Message attached = new Message.Attached(5);
        assertThat(hex(SealedMessages.encode(attached, sealer))).isEqualTo(vectors.get("record0"));
        assertThat(hex(SealedMessages.encode(attached, sealer))).isEqualTo(vectors.get("record1"));
        Discovery.Reply reply = new Discovery.Reply(7, 30765, "session1");
        assertThat(Handshakes.KEYS.discoveryTag(reply, Ipv4Subnet.address("10.0.0.1")))
                .isEqualTo(new Discovery.Tag(HexFormat.of().parseHex((String) vectors.get("tag"))));
    }

    @Test
    void both_ends_of_a_handshake_understand_each_other_and_know_the_cipher() {
        Handshakes ends = Handshakes.done();
        ByteBuffer record = SealedMessages.encode(new Message.Complete(9), ends.connector.out());
        assertThat(SealedMessages.decode(record, ends.acceptor.in())).isEqualTo(new Message.Complete(9));
        record = SealedMessages.encode(new Message.Release(), ends.acceptor.out());
        assertThat(SealedMessages.decode(record, ends.connector.in())).isEqualTo(new Message.Release());
        assertThat(ends.connector.cipher()).isEqualTo(Trust.Cipher.AES_GCM);
        assertThat(ends.acceptor.cipher()).isEqualTo(Trust.Cipher.AES_GCM);
    }

    @Test
    void a_greeting_is_read_when_it_is_all_there_and_not_before() {
        byte[] whole = bytes(Handshakes.connector(0x11).greeting());
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            assertThat(Greeting.read(cut)).as("%d bytes", length).isEmpty();
            assertThat(cut.remaining()).isEqualTo(length);
            assertThat(Greeting.bytesOf(cut)).isGreaterThan(length).isLessThanOrEqualTo(whole.length);
        }
        ByteBuffer more = ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 7));
        assertThat(Greeting.read(more)).get().isInstanceOf(Greeting.Keyed.class);
        assertThat(more.remaining()).isEqualTo(7);
        assertThat(Greeting.read(ByteBuffer.wrap(new byte[] {0, 9}))).contains(new Greeting.Open());
        assertThat(Greeting.read(ByteBuffer.wrap(new byte[] {2, 9}))).get().isInstanceOf(Greeting.Malformed.class);
    }

    @Test
    void a_greeting_without_the_name_of_a_session_is_none() {
        ByteBuffer long255 = ByteBuffer.allocate(2 + 255 + 32).put((byte) 1).put((byte) 255);
        Arrays.fill(long255.array(), 2, 257, (byte) 'a');
        assertThat(Greeting.read(long255.position(0))).get().isInstanceOf(Greeting.Malformed.class);
        byte[] empty = new byte[34];
        empty[0] = 1;
        assertThat(Greeting.read(ByteBuffer.wrap(empty))).get().isInstanceOf(Greeting.Malformed.class);
    }

    @Test
    void an_answer_of_which_a_bit_or_a_byte_differs_proves_nothing() {
        ConnectorHandshake connector = Handshakes.connector(0x11);
        byte[] answer = bytes(Handshakes.acceptor(connector, 0x22).answer());
        for (int bit = 0; bit < 8 * answer.length; bit++) {
            byte[] changed = answer.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(connector.answered(ByteBuffer.wrap(changed)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
        for (int length = 0; length < answer.length; length++) {
            assertThat(connector.answered(ByteBuffer.wrap(answer, 0, length))).isEmpty();
        }
        assertThat(connector.answered(ByteBuffer.wrap(Arrays.copyOf(answer, answer.length + 1))))
                .isEmpty();
        assertThat(connector.answered(ByteBuffer.wrap(answer))).isPresent();
    }

    @Test
    void a_proof_of_which_a_bit_or_a_byte_differs_proves_nothing() {
        ConnectorHandshake connector = Handshakes.connector(0x11);
        AcceptorHandshake acceptor = Handshakes.acceptor(connector, 0x22);
        byte[] proof = bytes(connector.answered(acceptor.answer()).orElseThrow().proof());
        for (int bit = 0; bit < 8 * proof.length; bit++) {
            byte[] changed = proof.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(acceptor.proved(ByteBuffer.wrap(changed)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
        for (int length = 0; length < proof.length; length++) {
            assertThat(acceptor.proved(ByteBuffer.wrap(proof, 0, length))).isEmpty();
        }
        assertThat(acceptor.proved(ByteBuffer.wrap(proof))).isPresent();
    }

    @Test
    void what_was_said_on_one_connection_proves_nothing_on_another() {
        ConnectorHandshake first = Handshakes.connector(0x11);
        AcceptorHandshake firstAcceptor = Handshakes.acceptor(first, 0x22);
        ByteBuffer proof = first.answered(firstAcceptor.answer()).orElseThrow().proof();
        assertThat(Handshakes.connector(0x12).answered(firstAcceptor.answer())).isEmpty();
        assertThat(Handshakes.acceptor(first, 0x23).proved(proof)).isEmpty();
    }

    @Test
    void what_an_end_says_proves_nothing_when_it_is_sent_back_to_it() {
        ConnectorHandshake connector = Handshakes.connector(0x11);
        byte[] answer = bytes(Handshakes.acceptor(connector, 0x22).answer());
        ByteBuffer proofOfAcceptor = ByteBuffer.wrap(answer, answer.length - 32, 32);
        assertThat(Handshakes.acceptor(connector, 0x22).proved(proofOfAcceptor)).isEmpty();
        byte[] reflected = Arrays.copyOf(bytes(connector.greeting()), ConnectorHandshake.ANSWER_BYTES);
        assertThat(connector.answered(ByteBuffer.wrap(reflected))).isEmpty();
    }

    @Test
    void another_key_another_purpose_another_session_or_another_cipher_proves_nothing() {
        ConnectorHandshake connector = Handshakes.connector(0x11);
        Greeting.Keyed greeting =
                (Greeting.Keyed) Greeting.read(connector.greeting()).orElseThrow();
        var random = Handshakes.fixed(0x22);
        var none = Trust.Cipher.NONE;
        assertThat(connector.answered(new AcceptorHandshake(OTHER, Preface.CONTROL, greeting, none, random).answer()))
                .isEmpty();
        assertThat(connector.answered(
                        new AcceptorHandshake(Handshakes.KEYS, Preface.DATA, greeting, none, random).answer()))
                .isEmpty();
        Greeting.Keyed other = new Greeting.Keyed("session2", greeting.nonce());
        assertThat(connector.answered(
                        new AcceptorHandshake(Handshakes.KEYS, Preface.CONTROL, other, none, random).answer()))
                .isEmpty();
        ByteBuffer answer = new AcceptorHandshake(Handshakes.KEYS, Preface.CONTROL, greeting, none, random).answer();
        assertThat(connector.answered(answer.duplicate())).isPresent();
        assertThat(connector.answered(answer.put(1, (byte) 1))).as("cipher").isEmpty();
    }

    @Test
    void a_tag_is_of_one_nonce_port_session_and_address() {
        var server = Ipv4Subnet.address("10.0.0.1");
        Discovery.Reply reply = new Discovery.Reply(7, 30765, "s");
        Discovery.Tag tag = Handshakes.KEYS.discoveryTag(reply, server);
        assertThat(Handshakes.KEYS.discoveryTag(reply, server)).isEqualTo(tag);
        assertThat(Handshakes.KEYS.discoveryTag(reply, Ipv4Subnet.address("10.0.0.2")))
                .isNotEqualTo(tag);
        assertThat(Handshakes.KEYS.discoveryTag(new Discovery.Reply(8, 30765, "s"), server))
                .isNotEqualTo(tag);
        assertThat(Handshakes.KEYS.discoveryTag(new Discovery.Reply(7, 30766, "s"), server))
                .isNotEqualTo(tag);
        assertThat(Handshakes.KEYS.discoveryTag(new Discovery.Reply(7, 30765, "t"), server))
                .isNotEqualTo(tag);
        assertThat(OTHER.discoveryTag(reply, server)).isNotEqualTo(tag);
    }

    @Test
    void nothing_that_holds_a_key_prints_it() {
        byte[] secret = "a secret that is long enough".getBytes(StandardCharsets.US_ASCII);
        SessionKey key = SessionKey.of(secret);
        String hex = HexFormat.of().formatHex(secret);
        for (Object holder : new Object[] {key, Trust.keyed(key), new KeySchedule(key), Handshakes.done().connector}) {
            assertThat(holder.toString()).doesNotContain("a secret", hex);
        }
    }
}
