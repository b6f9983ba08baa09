package org.kaappliance.relay.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.relay.records.LevelControl.Flow;

/** A model of compressors and a wire on a manual clock: each level has its speed and its ratio. */
class LevelControlTest {
    private static final long STEP = 10_000_000;

    private final LevelControl control = new LevelControl(9, 0);
    private long now;
    private double cpuFactor = 1;
    private double wireBytesPerNano = 0.117;
    private double contentBytes;
    private long storedNanos;
    private double ratioOfAll = 1;

    /** Bytes of content a nanosecond. */
    private double compressSpeed(Level level) {
        if (level.stores()) {
            return 3;
        }
        double speed = level.zstd() < 0 ? 0.7 - level.zstd() * 0.03 : 0.6 / Math.pow(level.zstd(), 1.2);
        return speed * cpuFactor;
    }

    private double ratio(Level level) {
        if (level.stores()) {
            return 1;
        }
        double ratio = level.zstd() < 0 ? 1.5 : 2 + level.zstd() * 0.05;
        return 1 + (ratio - 1) * ratioOfAll;
    }

    private void run(int seconds) {
        contentBytes = 0;
        storedNanos = 0;
        long until = now + seconds * 1_000_000_000L;
        while (now < until) {
            Level level = control.level();
            double cpu = compressSpeed(level);
            double wire = wireBytesPerNano * ratio(level);
            double rate = Math.min(cpu, wire);
            long wireIdle = (long) (STEP * (1 - rate / wire));
            long compressorsIdle = (long) (STEP * (1 - rate / cpu));
            contentBytes += rate * STEP;
            storedNanos += level.stores() ? STEP : 0;
            now += STEP;
            control.passed(
                    new Flow((long) (rate * STEP), (long) (rate * STEP / ratio(level)), wireIdle, compressorsIdle),
                    now);
        }
    }

    private double best() {
        return Level.ladder(9).stream()
                .mapToDouble(level -> Math.min(compressSpeed(level), wireBytesPerNano * ratio(level)))
                .max()
                .orElseThrow();
    }

    private void assertNearBest(int seconds) {
        run(seconds);
        assertThat(contentBytes / (seconds * 1e9)).isGreaterThan(0.8 * best());
    }

    @Test
    void it_stays_at_the_level_asked_for_while_the_wire_is_the_limit() {
        wireBytesPerNano = 0.01;
        run(60);
        assertThat(control.level()).isEqualTo(new Level(9));
    }

    @Test
    void it_steps_down_to_where_the_compressors_keep_up_with_the_wire() {
        run(5);
        assertThat(control.level().zstd()).isBetween(1, 4);
        assertNearBest(60);
    }

    @Test
    void it_stores_when_even_the_fastest_level_gives_less_than_the_wire_carries_and_returns_when_there_is_time_again() {
        cpuFactor = 0.05;
        run(10);
        assertNearBest(60);
        assertThat(storedNanos / 60e9).as("but for trials").isGreaterThan(0.9);
        cpuFactor = 1;
        run(120);
        assertThat(control.level().stores()).isFalse();
        assertNearBest(60);
    }

    @Test
    void it_does_not_store_when_slow_compression_still_carries_more_content() {
        cpuFactor = 0.2;
        ratioOfAll = 3;
        run(30);
        assertThat(control.level().stores()).isFalse();
        assertNearBest(60);
    }

    @Test
    void what_cannot_be_compressed_is_carried_at_the_rate_of_the_wire() {
        ratioOfAll = 0;
        cpuFactor = 0.15;
        run(10);
        assertNearBest(120);
    }

    @Test
    void a_source_that_is_slow_itself_changes_nothing() {
        for (int i = 0; i < 10_000; i++) {
            now += STEP;
            control.passed(new Flow(1000, 500, 0, 0), now);
        }
        assertThat(control.level()).isEqualTo(new Level(9));
    }

    @Test
    void the_ladder_goes_from_what_was_asked_for_to_nothing() {
        assertThat(Level.ladder(3)).extracting(Level::zstd).isEqualTo(List.of(3, 2, 1, -3, -10, 0));
        assertThat(Level.ladder(19)).startsWith(new Level(19), new Level(16)).endsWith(Level.STORE);
        assertThat(Level.ladder(1)).extracting(Level::zstd).isEqualTo(List.of(1, -3, -10, 0));
    }
}
