package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;

/** Who may begin, who must wait, whose turn it is; time is a number. */
class AdmissionTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final InetAddress RACK = Ipv4Subnet.address("10.0.1.1");

    @Test
    void without_loss_nobody_waits() {
        WaitingRoom<String> room = new WaitingRoom<>(0);
        Congestion calm = new Congestion(0);
        for (int i = 0; i < 1000; i++) {
            calm.onSent(0);
            room.add("machine " + i, 0);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(room.letIn(calm, 1)).isEqualTo("machine " + i);
        }
        assertThat(room.letIn(calm, 1)).isNull();
        assertThat(room.isEmpty()).isTrue();
    }

    @Test
    void while_clients_stay_unanswered_new_ones_trickle_in_and_nobody_waits_beyond_two_seconds() {
        WaitingRoom<Integer> room = new WaitingRoom<>(0);
        Congestion storm = new Congestion(0);
        for (int i = 0; i < 1000; i++) {
            room.add(i, 0);
        }
        List<Integer> admitted = new ArrayList<>();
        for (long now = MILLI; now < 2 * SECOND; now += MILLI) {
            storm.onSent(now);
            storm.onLost(now);
            for (Integer next; now > 100 * MILLI && (next = room.letIn(storm, now)) != null; ) {
                admitted.add(next);
            }
        }
        assertThat(admitted).hasSizeBetween(30, 40).isSorted().startsWith(0, 1, 2);
        while (room.letIn(storm, 2 * SECOND) != null) {
            admitted.add(0);
        }
        assertThat(admitted).as("after two seconds all are in").hasSize(1000);
    }

    @Test
    void random_loss_on_a_line_is_no_congestion_and_a_storm_is_over_two_seconds_after_its_last_loss() {
        Congestion congestion = new Congestion(0);
        for (int i = 0; i < 10_000; i++) {
            congestion.onSent(i);
            if (i % 50 == 0) {
                congestion.onLost(i);
            }
        }
        assertThat(congestion.isNow(SECOND / 2)).as("two percent").isFalse();
        for (int i = 0; i < 2000; i++) {
            congestion.onLost(SECOND / 2);
        }
        assertThat(congestion.isNow(SECOND / 2)).isTrue();
        assertThat(congestion.isNow(3 * SECOND / 2)).isTrue();
        assertThat(congestion.isNow(5 * SECOND / 2)).isFalse();
    }

    @Test
    void a_few_silent_clients_are_no_congestion() {
        Congestion congestion = new Congestion(0);
        for (int i = 0; i < 49; i++) {
            congestion.onSent(0);
            congestion.onLost(0);
        }
        assertThat(congestion.isNow(1)).isFalse();
    }

    @Test
    void places_are_counted_in_all_and_for_each_address() {
        Places places = new Places(new TransferLimits(3, 2));
        places.take(RACK);
        places.take(RACK);
        assertThat(places.roomFor(RACK)).isEqualTo(Places.Room.FULL_FOR_ADDRESS);
        InetAddress other = Ipv4Subnet.address("10.0.1.2");
        assertThat(places.roomFor(other)).isEqualTo(Places.Room.FREE);
        places.take(other);
        assertThat(places.roomFor(Ipv4Subnet.address("10.0.1.3"))).isEqualTo(Places.Room.FULL);
        places.free(RACK);
        assertThat(places.roomFor(RACK)).isEqualTo(Places.Room.FREE);
    }

    @Test
    void small_contents_go_ahead_of_large_ones_which_take_turns_and_do_not_starve() {
        LineQueue<String> queue = new LineQueue<>();
        queue.add(LineQueue.Lane.BULK, "a");
        queue.add(LineQueue.Lane.BULK, "b");
        for (int i = 0; i < 100; i++) {
            queue.add(LineQueue.Lane.EXPRESS, "menu");
        }
        List<String> turns = new ArrayList<>();
        while (queue.size() > 0) {
            turns.add(queue.poll());
        }
        assertThat(turns.subList(0, 16)).containsOnly("menu");
        assertThat(turns.indexOf("a")).isEqualTo(16);
        assertThat(turns.indexOf("b")).isEqualTo(33);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void the_answer_time_follows_the_client_and_never_falls_below_fifty_milliseconds() {
        AnswerTime time = new AnswerTime();
        assertThat(time.waitNanos(SECOND)).as("nothing known").isEqualTo(SECOND);
        for (int i = 0; i < 50; i++) {
            time.measured(MILLI / 5);
        }
        assertThat(time.waitNanos(SECOND)).isEqualTo(50 * MILLI);
        for (int i = 0; i < 50; i++) {
            time.measured(200 * MILLI);
        }
        assertThat(time.waitNanos(SECOND)).isBetween(400 * MILLI, 700 * MILLI);
        assertThat(time.waitNanos(300 * MILLI)).isEqualTo(300 * MILLI);
    }

    @Test
    void strangers_are_told_a_hundred_times_a_second_and_those_who_have_just_ended_never() {
        Strangers strangers = new Strangers();
        InetSocketAddress ended = new InetSocketAddress(RACK, 2070);
        InetSocketAddress stranger = new InetSocketAddress(RACK, 2071);
        strangers.onEnded(ended);
        assertThat(strangers.mayBeTold(ended, new TftpPacket.Ack(1), SECOND)).isFalse();
        assertThat(strangers.mayBeTold(stranger, new TftpPacket.Error(5, ""), SECOND))
                .isFalse();
        int told = 0;
        for (int i = 0; i < 1000; i++) {
            told += strangers.mayBeTold(stranger, new TftpPacket.Ack(i), 2 * SECOND + i) ? 1 : 0;
        }
        assertThat(told).isEqualTo(100);
        assertThat(strangers.mayBeTold(stranger, new TftpPacket.Ack(1), 4 * SECOND))
                .isTrue();
    }
}
