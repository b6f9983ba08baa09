package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole machine that fails for good ({@code packaging/lab/stay.sh}): it stays in stage 1 and runs what it is told. */
@Tag("faults")
@Timeout(2400)
class StayIT {
    @Test
    void a_machine_whose_disk_is_too_small_stays_in_stage_1_and_runs_commands() throws Exception {
        assertThat(stay()).last().asString().endsWith("all as expected");
    }

    @Test
    void a_machine_behind_a_tagged_port_finds_the_appliance_in_its_vlan() throws Exception {
        assertThat(stay("--vlan", "77"))
                .anyMatch(line -> line.contains("network eth0.77"))
                .last()
                .asString()
                .endsWith("all as expected");
    }

    private static List<String> stay(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Rehearsal.script("lab/stay.sh").toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines =
                process.inputReader().lines().peek(System.out::println).toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
