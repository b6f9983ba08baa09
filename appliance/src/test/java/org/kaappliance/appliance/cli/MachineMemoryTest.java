package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.ByteSize;

class MachineMemoryTest {
    @ParameterizedTest
    @CsvSource({
        "1GiB, 1GiB, 64MiB",
        "4GiB, 1GiB, 64MiB",
        "8GiB, 2GiB, 128MiB",
        "16GiB, 4GiB, 256MiB",
        "512GiB, 30GiB, 256MiB",
        "16GiB, 256MiB, 128MiB",
        "16GiB, 64MiB, 32MiB",
        "512MiB, 24MiB, 16MiB"
    })
    void the_window_is_a_64th_of_the_machine_within_bounds(String machine, String process, String window) {
        MachineMemory memory = new MachineMemory(Optional.of(ByteSize.parse(machine)), ByteSize.parse(process));
        assertThat(memory.window()).isEqualTo(ByteSize.parse(window));
    }

    @Test
    void a_machine_that_does_not_say_gets_the_least() {
        assertThat(new MachineMemory(Optional.empty(), ByteSize.parse("4GiB")).window())
                .isEqualTo(ByteSize.ofMebibytes(64));
    }

    @Test
    void the_kernel_says_it_in_kib() {
        assertThat(MachineMemory.total(List.of("MemFree:  12 kB", "MemTotal:       16384000 kB")))
                .contains(new ByteSize(16_384_000L * 1024));
        assertThat(MachineMemory.total(List.of("MemTotal: lots"))).isEmpty();
        assertThat(MachineMemory.ofThisMachine().machine()).isPresent();
    }
}
