package org.kaappliance.relay.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.wire.Message;

class SealedMessagesTest {
    private final Handshakes ends = Handshakes.done();

    private List<byte[]> records(int count) {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer record = SealedMessages.encode(new Message.Complete(i), ends.connector.out());
            records.add(Arrays.copyOf(record.array(), record.limit()));
        }
        return records;
    }

    private Message open(byte[] record) {
        return SealedMessages.decode(ByteBuffer.wrap(record), ends.acceptor.in());
    }

    @Test
    void records_open_in_the_order_in_which_they_were_sealed() {
        List<byte[]> records = records(300);
        for (int i = 0; i < records.size(); i++) {
            assertThat(SealedMessages.frameBytes(ByteBuffer.wrap(records.get(i))))
                    .isEqualTo(records.get(i).length);
            assertThat(open(records.get(i))).isEqualTo(new Message.Complete(i));
        }
    }

    @Test
    void a_record_that_comes_twice_does_not_open_and_nothing_behind_it_does() {
        List<byte[]> records = records(3);
        assertThat(open(records.get(0))).isEqualTo(new Message.Complete(0));
        assertThat(open(records.get(0))).isInstanceOf(Message.Malformed.class);
        assertThat(open(records.get(1))).isInstanceOf(Message.Malformed.class);
    }

    @Test
    void a_record_that_comes_before_its_turn_does_not_open() {
        assertThat(open(records(2).get(1))).isInstanceOf(Message.Malformed.class);
    }

    @Test
    void a_record_that_is_sent_back_to_who_sealed_it_does_not_open() {
        assertThat(SealedMessages.decode(ByteBuffer.wrap(records(1).get(0)), ends.connector.in()))
                .isInstanceOf(Message.Malformed.class);
    }

    @Test
    void a_record_cut_at_any_length_or_changed_in_any_bit_does_not_open() {
        byte[] record = records(1).get(0);
        for (int length = 2 + 16; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThat(SealedMessages.decode(
                            ByteBuffer.wrap(cut), Handshakes.done().acceptor.in()))
                    .isInstanceOf(Message.Malformed.class);
        }
        for (int bit = 16; bit < 8 * record.length; bit++) {
            byte[] changed = record.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(SealedMessages.decode(
                            ByteBuffer.wrap(changed), Handshakes.done().acceptor.in()))
                    .as("bit %d", bit)
                    .isInstanceOf(Message.Malformed.class);
        }
    }

    @Test
    void no_length_makes_us_wait_for_more_than_the_longest_record() {
        for (int length = 0; length <= 0xffff; length++) {
            ByteBuffer in = ByteBuffer.allocate(2).putShort((short) length).flip();
            assertThat(SealedMessages.frameBytes(in)).isEqualTo(length >= 17 && length <= 2062 ? length + 2 : -1);
        }
        assertThat(SealedMessages.frameBytes(ByteBuffer.allocate(1))).isZero();
    }

    @Test
    void the_longest_message_fits() {
        Message message = new Message.Failed("x".repeat(500));
        ByteBuffer record = SealedMessages.encode(message, ends.connector.out());
        assertThat(SealedMessages.decode(record, ends.acceptor.in())).isEqualTo(message);
    }

    @Test
    void random_bytes_are_never_an_exception() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[19 + random.nextInt(100)];
            random.nextBytes(bytes);
            assertThat(SealedMessages.decode(
                            ByteBuffer.wrap(bytes), Handshakes.done().acceptor.in()))
                    .isInstanceOf(Message.Malformed.class);
        }
    }
}
