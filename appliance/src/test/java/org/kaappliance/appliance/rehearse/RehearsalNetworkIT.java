package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real namespaces. Needs root and iproute2. */
@Timeout(60)
class RehearsalNetworkIT {
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final Path own =
            NAMESPACES.resolve("ka-rehearse-" + ProcessHandle.current().pid());

    @Test
    void what_runs_in_it_ends_with_it_and_the_host_never_sees_its_ports() throws Exception {
        Process inside;
        try (RehearsalNetwork network = RehearsalNetwork.make()) {
            network.port(new MachineName(7));
            assertThat(own).exists();
            assertThat(HostProgram.run("ip", "-o", "link")).doesNotContain("tap7", "br0");
            assertThat(output(network.inside(List.of("ip", "-o", "addr"))))
                    .contains("br0 ", "10.77.0.1/24")
                    .doesNotContain("eth0");
            assertThat(output(network.inside(List.of("ip", "-o", "link", "show", "tap7"))))
                    .contains("master br0");
            inside = new ProcessBuilder(network.inside(List.of("cat"))).start();
        }
        assertThat(inside.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(own).doesNotExist();
    }

    @Test
    void what_a_killed_rehearsal_left_behind_is_removed_and_a_living_ones_is_not() throws Exception {
        Process killed = new ProcessBuilder("cat").start();
        String name = "ka-rehearse-" + killed.pid();
        HostProgram.run("ip", "netns", "add", name);
        Process machine = new ProcessBuilder(List.of("ip", "netns", "exec", name, "cat")).start();
        assertThat(RehearsalNetwork.removeLeftovers()).doesNotContain(name);
        killed.destroyForcibly().waitFor();
        try (RehearsalNetwork living = RehearsalNetwork.make()) {
            assertThat(living).isNotNull();
            assertThat(RehearsalNetwork.removeLeftovers()).contains(name);
            assertThat(own).exists();
        }
        assertThat(machine.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(NAMESPACES.resolve(name)).doesNotExist();
    }

    private static String output(List<String> command) throws IOException {
        return HostProgram.run(command.toArray(String[]::new));
    }
}
