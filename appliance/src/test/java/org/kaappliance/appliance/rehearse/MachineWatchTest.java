package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.pxemenu.NodeState;

class MachineWatchTest {
    private static final long MIB = 1 << 20;

    private MachineWatch watch = new MachineWatch(Expectation.UP);
    private NodeState state = NodeState.ARMED;
    private String detail = "";
    private long readMib;
    private String console = "";
    private long consoleBytes;
    private int resets;
    private Optional<Integer> job = Optional.empty();

    private void at(int seconds) {
        watch.see(new Look(
                Duration.ofSeconds(seconds),
                state,
                detail,
                state == NodeState.VERIFIED ? "10.77.0.101" : "",
                resets,
                new DiskUse(readMib * MIB, 0),
                new ConsoleTail(consoleBytes + console.length(), console),
                Optional.empty(),
                job));
    }

    private void cloned(int seconds) {
        state = NodeState.RECEIVING;
        readMib = 300;
        console = "stage 1 login: ";
        at(seconds - 1);
        state = NodeState.DONE;
        at(seconds);
        job = Optional.of(0);
        resets = 1;
    }

    private Optional<String> failure(Expectation expectation) {
        return watch.findings().failure(expectation);
    }

    @Test
    void a_clone_that_asks_for_an_address_and_shows_a_prompt_is_up() {
        cloned(60);
        readMib = 450;
        at(80);
        state = NodeState.VERIFIED;
        at(95);
        assertThat(watch.isOver()).isFalse();
        console += "\r\nvm1 login: ";
        at(110);
        assertThat(watch.isOver()).isTrue();
        Findings seen = watch.findings();
        assertThat(failure(Expectation.UP)).isEmpty();
        assertThat(seen.cloned()).contains(Duration.ofSeconds(60));
        assertThat(seen.started()).contains(Duration.ofSeconds(80));
        assertThat(seen.asked()).contains(Duration.ofSeconds(95));
        assertThat(seen.address()).isEqualTo("10.77.0.101");
        assertThat(seen.prompted()).contains(Duration.ofSeconds(110));
        assertThat(seen.ownDisk().readBytes()).isEqualTo(150 * MIB);
        assertThat(seen.strongest()).isEqualTo("login prompt on the serial console");
    }

    @Test
    void one_sign_is_enough_when_no_other_comes_before_the_machine_rests() {
        cloned(60);
        readMib = 450;
        state = NodeState.VERIFIED;
        at(100);
        at(129);
        assertThat(watch.isOver()).isFalse();
        at(130);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.UP)).isEmpty();
    }

    @Test
    void a_machine_that_never_rests_is_waited_for_two_minutes_after_its_sign() {
        cloned(60);
        state = NodeState.VERIFIED;
        at(100);
        for (int seconds = 105; seconds < 220; seconds += 5) {
            readMib += 20;
            at(seconds);
            assertThat(watch.isOver()).isFalse();
        }
        readMib += 20;
        at(220);
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void a_clone_that_starts_and_stays_silent_is_no_success_unless_that_is_expected() {
        cloned(60);
        readMib = 450;
        at(90);
        at(329);
        assertThat(watch.isOver()).isFalse();
        at(330);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.UP))
                .hasValueSatisfying(why -> assertThat(why).startsWith("started from its own disk, but neither"));
        assertThat(failure(Expectation.DISK)).isEmpty();
    }

    @Test
    void what_is_expected_of_the_disk_alone_does_not_wait_for_long() {
        watch = new MachineWatch(Expectation.DISK);
        cloned(60);
        readMib = 450;
        at(90);
        at(120);
        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void firmware_that_finds_nothing_to_start_is_no_start() {
        cloned(60);
        readMib += 2;
        at(70);
        at(310);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.DISK)).contains("did not start from its own disk");
        assertThat(watch.findings().strongest()).isEqualTo("cloned");
    }

    @Test
    void what_the_console_said_before_the_clone_counts_for_nothing() {
        cloned(60);
        at(70);
        assertThat(watch.findings().prompted()).isEmpty();
    }

    @Test
    void a_panic_fails_it_even_with_a_sign_of_life() {
        cloned(60);
        readMib = 450;
        state = NodeState.VERIFIED;
        console += "\nKernel panic - not syncing: Fatal exception\n";
        at(100);
        at(130);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.UP)).contains("Kernel panic - not syncing: Fatal exception");
    }

    @Test
    void a_panic_that_scrolled_away_is_not_forgotten() {
        cloned(60);
        readMib = 450;
        console += "\nKernel panic - not syncing: Fatal exception\n";
        at(90);
        consoleBytes += console.length();
        console = "Rebooting";
        at(100);
        assertThat(failure(Expectation.DISK)).contains("Kernel panic - not syncing: Fatal exception");
    }

    @Test
    void a_machine_whose_console_never_ends_is_given_up() {
        cloned(60);
        consoleBytes = 64 * MIB - console.length();
        at(70);
        assertThat(watch.isOver()).isFalse();
        consoleBytes++;
        at(71);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.DISK)).contains("it wrote more than 64 MiB to its serial console");
    }

    @Test
    void a_clone_that_starts_again_and_again_is_given_up() {
        cloned(60);
        for (resets = 1; resets < 4; resets++) {
            readMib += 60;
            at(60 + 20 * resets);
            assertThat(watch.isOver()).isFalse();
        }
        at(200);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.DISK)).contains("starts again and again");
    }

    @Test
    void a_parked_machine_is_not_cloned_for_the_reason_that_the_appliance_gives() {
        state = NodeState.PARKED;
        detail = "disk sda is too small";
        at(50);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.UP)).contains("not cloned: disk sda is too small");
    }

    @Test
    void a_machine_that_the_job_left_behind_is_not_waited_for() {
        state = NodeState.BOOTING;
        at(600);
        assertThat(watch.isOver()).isFalse();
        job = Optional.of(1);
        at(601);
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.UP)).contains("not cloned: the job is over, and it is BOOTING");
    }

    @Test
    void a_virtual_machine_that_ends_is_told() {
        watch.see(new Look(
                Duration.ofSeconds(9),
                state,
                "",
                "",
                0,
                DiskUse.NONE,
                ConsoleTail.EMPTY,
                Optional.of("the virtual machine ended: out of memory"),
                job));
        assertThat(watch.isOver()).isTrue();
        assertThat(failure(Expectation.DISK)).contains("the virtual machine ended: out of memory");
    }
}
