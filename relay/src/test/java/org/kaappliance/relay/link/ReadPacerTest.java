package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadPacerTest {
    private static final int BLOCK = 256 << 10;

    private final ReadPacer pacer = new ReadPacer();
    private int reads;

    /** Reads blocks over a link of that rate until so many bytes are there. A read brings what came meanwhile, at least one packet. */
    private double microsAReadAt(double bytesPerNano, long bytes) {
        double nowNanos = 0;
        double readUntil = 0;
        for (long have = 0; have < bytes; ) {
            int missing = BLOCK;
            while (missing > 0) {
                nowNanos = Math.max(nowNanos + 2000, readUntil + 1448 / bytesPerNano);
                int count = (int) Math.min(missing, (nowNanos - readUntil) * bytesPerNano);
                readUntil += count / bytesPerNano;
                missing -= count;
                reads++;
                nowNanos += pacer.pauseAfter(count, missing);
            }
            have += BLOCK;
        }
        return nowNanos / 1000 / reads;
    }

    @Test
    void a_slow_link_wakes_the_reader_about_once_a_millisecond() {
        assertThat(microsAReadAt(0.0125, 50 << 20)).isGreaterThan(450);
    }

    @Test
    void a_fast_link_brings_some_32_kib_a_read_and_never_waits_long() {
        microsAReadAt(0.117, 500L << 20);
        assertThat(500.0 * 1024 / reads).as("KiB a read").isBetween(20.0, 90.0);
        microsAReadAt(5, 2L << 30);
        assertThat(pacer.pauseAfter(1448, BLOCK)).isEqualTo(ReadPacer.SHORTEST_NANOS);
    }

    @Test
    void a_read_that_brought_much_or_lacks_little_is_followed_by_another_at_once() {
        assertThat(pacer.pauseAfter(16 << 10, BLOCK)).isZero();
        assertThat(pacer.pauseAfter(1448, 4095)).isZero();
        assertThat(pacer.pauseAfter(1448, 4096)).isPositive();
    }
}
