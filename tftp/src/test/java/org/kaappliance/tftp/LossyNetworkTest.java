package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.Ipv4Subnet;

/** The engine against a client model, over a network that loses, doubles, delays and reorders; time is a number. */
class LossyNetworkTest {
    private static final TftpServerSettings SETTINGS =
            new TftpServerSettings("lo", Ipv4Subnet.address("127.0.0.1"), 0, Duration.ofMillis(100), 60, 65464);

    /** A packet or a timer under way. A negative block is the server's timer. */
    private record Arrival(long atNanos, long order, Direction direction, int block, int lengthBytes) {}

    private enum Direction {
        TO_CLIENT,
        TO_SERVER,
        TIMER
    }

    private final PriorityQueue<Arrival> network = new PriorityQueue<>((a, b) ->
            a.atNanos() != b.atNanos() ? Long.compare(a.atNanos(), b.atNanos()) : Long.compare(a.order(), b.order()));
    private long order;
    private long packets;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void every_byte_arrives_once_in_order_and_traffic_does_not_double(long seed) {
        Random random = new Random(seed);
        long sizeBytes = 400_000;
        Transfer transfer = new Transfer(
                TransferTerms.negotiate(List.of(new RequestOption("blksize", "1000")), sizeBytes, SETTINGS), sizeBytes);
        long expectedBlock = 0;
        long received = 0;
        boolean finished = false;
        carryOut(transfer.start(0), 0, random);
        while (!finished) {
            Arrival next = network.poll();
            assertThat(next)
                    .as("seed %d: stuck at block %d", seed, expectedBlock)
                    .isNotNull();
            long now = next.atNanos();
            switch (next.direction()) {
                case TO_CLIENT -> {
                    if (next.block() == expectedBlock) {
                        received += next.lengthBytes();
                        expectedBlock++;
                    }
                    if (next.block() < expectedBlock) {
                        send(Direction.TO_SERVER, next.block(), 0, now, random);
                    }
                }
                case TO_SERVER -> finished = carryOut(transfer.onAck(next.block(), now), now, random);
                case TIMER -> finished = carryOut(transfer.onTimer(now), now, random);
            }
        }
        assertThat(received).as("seed %d", seed).isEqualTo(sizeBytes);
        assertThat(packets).as("seed %d", seed).isLessThan(4 * 401);
    }

    /** @return true when the transfer is complete */
    private boolean carryOut(Effect effect, long now, Random random) {
        if (effect instanceof Effect.SendOack oack) {
            send(Direction.TO_CLIENT, 0, 0, now, random);
            wakeAt(oack.wakeAtNanos());
        } else if (effect instanceof Effect.SendData data) {
            send(Direction.TO_CLIENT, data.block(), data.lengthBytes(), now, random);
            wakeAt(data.wakeAtNanos());
        } else if (effect instanceof Effect.WakeAt wake) {
            wakeAt(wake.nanos());
        }
        assertThat(effect).isNotInstanceOf(Effect.Abort.class);
        return effect instanceof Effect.Finish;
    }

    /** The adapter has one timer at a time; more of them must do no harm either. */
    private void wakeAt(long nanos) {
        if (network.stream().noneMatch(a -> a.direction() == Direction.TIMER)) {
            network.add(new Arrival(nanos, order++, Direction.TIMER, -1, 0));
        }
    }

    private void send(Direction direction, int block, int lengthBytes, long now, Random random) {
        packets++;
        int copies = random.nextInt(100) < 20 ? 0 : random.nextInt(100) < 10 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = random.nextInt(100) < 5 ? random.nextInt(300_000_000) : random.nextInt(1_000_000);
            network.add(new Arrival(now + delay, order++, direction, block, lengthBytes));
        }
    }
}
