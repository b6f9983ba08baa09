package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.MacAddress;

class HooksTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path dir;

    @Test
    void hooks_are_the_numbered_programs_in_their_order() throws Exception {
        hook("20-second.optional", "#!/bin/sh\n");
        hook("10-first", "#!/bin/sh\necho caf\u00e9\n");
        hook("README", "no hook");
        hook("10-first~", "an editor's copy");

        List<Hook> hooks = Hooks.read(dir, LIMIT);

        assertThat(hooks).extracting(Hook::name).containsExactly("10-first", "20-second.optional");
        assertThat(hooks).extracting(Hook::optional).containsExactly(false, true);
    }

    @Test
    void a_directory_that_does_not_exist_has_none() throws Exception {
        assertThat(Hooks.read(dir.resolve("none"), LIMIT)).isEmpty();
    }

    @Test
    void what_cannot_be_run_or_carried_is_a_problem() throws Exception {
        Files.writeString(dir.resolve("10-data"), "x");
        hook("20-large", "x".repeat(Hooks.MAX_BYTES + 1));

        assertThatThrownBy(() -> Hooks.read(dir, LIMIT))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("10-data is not executable")
                .hasMessageContaining("131073 bytes, and 131072 are the most");
    }

    @Test
    void the_largest_hooks_fit_into_an_order_whatever_their_bytes() throws Exception {
        hook("10-binary", "\u0001".repeat(Hooks.MAX_BYTES));
        ClonePlan seed = SeedPlans.fourPartitions();
        FinishPlan finish = seed.finish().with(InitramfsPolicy.NEVER, Hooks.read(dir, LIMIT));
        byte[] order = seed.with(finish).encode("j1", Set.of(MacAddress.parse("52:54:00:77:00:01")));

        assertThat(ClonePlan.decode(order).plan().finish()).isEqualTo(finish);
    }

    private void hook(String name, String text) throws IOException {
        Path file = Files.writeString(dir.resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
