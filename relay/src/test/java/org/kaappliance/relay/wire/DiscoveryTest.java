package org.kaappliance.relay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final Discovery.Request REQUEST = new Discovery.Request(-5, 4958, "getstage2-1");
    private static final Discovery.Reply REPLY = new Discovery.Reply(-5, 30765, "getstage2-1");

    @Test
    void requests_and_replies_come_back_as_sent_and_are_not_taken_for_one_another() {
        assertThat(Discovery.request(Discovery.encode(REQUEST))).contains(REQUEST);
        assertThat(Discovery.reply(Discovery.encode(REPLY))).contains(REPLY);
        assertThat(Discovery.reply(Discovery.encode(REQUEST))).isEmpty();
        assertThat(Discovery.request(Discovery.encode(REPLY))).isEmpty();
    }

    @Test
    void a_reply_has_a_tag_of_16_bytes_or_none() {
        Discovery.Reply tagged = REPLY.with(Optional.of(new Discovery.Tag(new byte[16])));
        ByteBuffer bytes = Discovery.encode(tagged);
        byte[] whole = Arrays.copyOf(bytes.array(), bytes.limit() + 1);
        assertThat(Discovery.reply(bytes)).contains(tagged);
        assertThat(tagged).isNotEqualTo(REPLY);
        assertThat(Discovery.reply(ByteBuffer.wrap(whole))).isEmpty();
        for (int length = 0; length < whole.length - 1; length++) {
            assertThat(Discovery.reply(ByteBuffer.wrap(whole, 0, length)))
                    .isEqualTo(length == whole.length - 17 ? Optional.of(REPLY) : Optional.empty());
        }
    }

    @Test
    void a_request_of_the_original_wire_is_not_one_of_ours() {
        ByteBuffer original = ByteBuffer.wrap("kainstall1\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(Discovery.request(original)).isEmpty();
    }

    @Test
    void a_datagram_cut_at_any_length_or_with_bytes_behind_is_ignored() {
        ByteBuffer bytes = Discovery.encode(REQUEST);
        byte[] whole = Arrays.copyOf(bytes.array(), bytes.limit());
        for (int length = 0; length < whole.length; length++) {
            assertThat(Discovery.request(ByteBuffer.wrap(whole, 0, length))).isEmpty();
        }
        assertThat(Discovery.request(ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 1))))
                .isEmpty();
    }

    @Test
    void random_datagrams_are_never_an_exception() {
        Random random = new Random(4);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            byte[] opened = Discovery.encode(REQUEST).array().clone();
            System.arraycopy(bytes, 0, opened, Preface.BYTES, bytes.length);
            Discovery.request(ByteBuffer.wrap(opened, 0, Preface.BYTES + bytes.length));
            Discovery.reply(ByteBuffer.wrap(bytes));
        }
    }
}
