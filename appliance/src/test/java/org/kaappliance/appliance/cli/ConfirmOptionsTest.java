package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.control.ControlServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The questions about serial numbers, without a terminal. */
class ConfirmOptionsTest {
    @TempDir
    private Path dir;

    private final List<String> questions = new ArrayList<>();

    @Command(name = "test")
    private static final class Holder {
        @Mixin
        private ConfirmOptions confirm;
    }

    private static ConfirmOptions options(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(arguments);
        return holder.confirm;
    }

    private AgreedPlan plan(String... drives) throws IOException {
        try (ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> {
            reply.line(Map.of(
                    "nodes", List.of("52:54:00:77:00:01", "52:54:00:77:00:02"),
                    "drives", List.of(drives),
                    "disks", Map.of("confirmed", Map.of("52:54:00:77:00:02", List.of("S2")), "agreed", List.of(drives)),
                    "unconfirmed", List.of(Map.of("mac", "52:54:00:77:00:01", "name", "node1"))));
            reply.end(0, "");
        })) {
            return AgreedPlan.ask(new ControlClient(server.path()), Map.of("command", "clone-plan"));
        }
    }

    @Test
    void nobody_is_asked_who_did_not_want_it() throws IOException {
        assertThat(options().complete(plan("sda"), this::unexpected).confirmed())
                .containsOnly(Map.entry("52:54:00:77:00:02", List.of("S2")));
    }

    @Test
    void each_machine_that_has_none_is_asked_for() throws IOException {
        Map<String, List<String>> confirmed = options("--confirm-disk")
                .complete(plan("sda"), question -> {
                    questions.add(question);
                    return Optional.of(" S1 ");
                })
                .confirmed();

        assertThat(questions)
                .containsExactly("Serial number of the disk of node1 (52:54:00:77:00:01) that is written: ");
        assertThat(confirmed)
                .containsOnly(
                        Map.entry("52:54:00:77:00:01", List.of("S1")), Map.entry("52:54:00:77:00:02", List.of("S2")));
    }

    @Test
    void a_machine_with_several_disks_is_asked_for_all_of_them() throws IOException {
        Map<String, List<String>> confirmed = options("--confirm-disk")
                .complete(plan("sda", "sdb"), question -> {
                    questions.add(question);
                    return Optional.of("S1, S 3");
                })
                .confirmed();

        assertThat(options("--confirm-disk")
                        .complete(plan("sda", "sdb"), question -> Optional.of("S1, S 3"))
                        .agreed())
                .as("what the order is bound to")
                .containsExactly("sda", "sdb");
        assertThat(questions.get(0)).startsWith("Serial numbers of the 2 disks of node1");
        assertThat(confirmed.get("52:54:00:77:00:01")).containsExactly("S1", "S 3");
    }

    @Test
    void no_answer_is_no_consent() throws IOException {
        AgreedPlan plan = plan("sda");
        assertThatThrownBy(() -> options("--confirm-disk").complete(plan, question -> Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nothing was armed, nothing was written");
    }

    @Test
    void an_answer_or_an_option_without_a_serial_number_is_no_consent() throws IOException {
        AgreedPlan plan = plan("sda");
        assertThatThrownBy(() -> options("--confirm-disk").complete(plan, question -> Optional.of(" , ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no serial number for node1")
                .hasMessageContaining("nothing was armed, nothing was written");
        assertThatThrownBy(() -> options("--confirm-disk", "node1= ").said())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("expected NODE=SERIAL, found node1= ");
    }

    private Optional<String> unexpected(String question) {
        throw new AssertionError("asked: " + question);
    }
}
