package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against client models, over a network that loses, doubles, delays and reorders; time is a number. */
class LossyNetworkTest {
    private static final long SIZE_BYTES = 400_000;
    private static final int BLOCK_BYTES = 1000;
    private static final long TICK_NANOS = 10_000_000;

    /** When a client of a window acknowledges out of turn. */
    private enum Client {
        /** At the first block that does not fit, once (RFC 7440 section 4). */
        ACKS_A_GAP_ONCE,
        /** At every block that does not fit: what makes the Sorcerer's Apprentice. */
        ACKS_EVERY_ODD_BLOCK
    }

    /** Of a hundred packets. */
    private record Faults(int lost, int doubled, int late) {}

    private record Arrival(long atNanos, long order, Direction direction, int block, int blocks) {}

    private enum Direction {
        TO_CLIENT,
        TO_SERVER,
        TICK
    }

    private final PriorityQueue<Arrival> network = new PriorityQueue<>((a, b) ->
            a.atNanos() != b.atNanos() ? Long.compare(a.atNanos(), b.atNanos()) : Long.compare(a.order(), b.order()));
    private Random random;
    private Faults faults;
    private Client client;
    private int window;
    private long order;
    private long packets;
    private long expectedBlock;
    private int inWindow;
    private boolean gapTold;

    static Stream<Arguments> cases() {
        List<Faults> faults = List.of(
                new Faults(0, 0, 0),
                new Faults(1, 1, 0),
                new Faults(2, 0, 5),
                new Faults(20, 10, 5),
                new Faults(0, 100, 0));
        return Stream.of(1, 4, 16, 64)
                .flatMap(window -> faults.stream()
                        .flatMap(f -> Stream.of(Client.values())
                                .flatMap(client ->
                                        Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(window, f, client, seed)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void every_byte_arrives_once_in_order_and_traffic_stays_bounded(
            int windowBlocks, Faults networkFaults, Client model, long seed) {
        random = new Random(seed);
        faults = networkFaults;
        client = model;
        window = windowBlocks;
        List<RequestOption> options = List.of(
                new RequestOption("blksize", Integer.toString(BLOCK_BYTES)),
                new RequestOption("windowsize", Integer.toString(windowBlocks)));
        Transfer transfer = new Transfer(
                TransferTerms.negotiate(options, SIZE_BYTES, Setups.bounds(Setups.resending(100, 60))), SIZE_BYTES);
        transfer.start(0);
        send(transfer, 0);
        network.add(new Arrival(TICK_NANOS, order++, Direction.TICK, 0, 0));
        long now = 0;
        Effect effect = new Effect.Ready();
        while (!(effect instanceof Effect.Finish)) {
            Arrival next = network.remove();
            now = next.atNanos();
            assertThat(now).as("stuck at block %d", expectedBlock).isLessThan(600_000_000_000L);
            effect = switch (next.direction()) {
                case TO_CLIENT -> toClient(next, now);
                case TO_SERVER -> transfer.onAck(next.block(), now);
                case TICK -> tick(transfer, now);
            };
            assertThat(effect).isNotInstanceOf(Effect.Abort.class);
            send(transfer, now);
        }
        assertThat(expectedBlock).isEqualTo(SIZE_BYTES / BLOCK_BYTES + 2); // OACK, 400 full blocks, an empty one
        assertThat(packets).as("packets of the server").isLessThan(mostPackets());
    }

    /**
     * Without faults each once. A lost packet of a window brings the whole window again, at most; where every packet is
     * doubled, half the acknowledgements of these clients look like gaps.
     */
    private long mostPackets() {
        long blocks = SIZE_BYTES / BLOCK_BYTES + 2;
        if (faults.doubled() == 100 && window > 1) {
            return blocks * 2;
        }
        if (faults.lost() == 0) {
            return blocks + 1 + 3L * window;
        }
        return blocks * (2 + (long) faults.lost() * 2 * window / 100) + 3L * window;
    }

    private Effect tick(Transfer transfer, long now) {
        network.add(new Arrival(now + TICK_NANOS, order++, Direction.TICK, 0, 0));
        return transfer.onTimer(now);
    }

    private void send(Transfer transfer, long now) {
        while (transfer.hasMore() && transfer.restUntilNanos() <= now) {
            Burst burst = transfer.take(64, now);
            packets += Math.max(1, burst.blocks());
            for (int i = 0; i < Math.max(1, burst.blocks()); i++) {
                deliver(Direction.TO_CLIENT, burst.firstBlock() + i & 0xffff, now + i * 1000L);
            }
        }
    }

    private Effect toClient(Arrival packet, long now) {
        if (packet.block() == expectedBlock) {
            expectedBlock++;
            inWindow++;
            gapTold = false;
            boolean last = expectedBlock == SIZE_BYTES / BLOCK_BYTES + 2;
            if (packet.block() == 0 || inWindow == window || last) {
                ack(now);
            }
        } else if (client == Client.ACKS_EVERY_ODD_BLOCK || !gapTold || packet.block() == expectedBlock - 1) {
            gapTold = true;
            ack(now);
        }
        return new Effect.Ignore("");
    }

    private void ack(long now) {
        inWindow = 0;
        deliver(Direction.TO_SERVER, (int) (expectedBlock - 1), now);
    }

    private void deliver(Direction direction, int block, long now) {
        int copies = random.nextInt(100) < faults.lost() ? 0 : random.nextInt(100) < faults.doubled() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay =
                    random.nextInt(100) < faults.late() ? random.nextInt(300_000_000) : 500_000 + random.nextInt(500);
            network.add(new Arrival(now + delay, order++, direction, block, 1));
        }
    }
}
