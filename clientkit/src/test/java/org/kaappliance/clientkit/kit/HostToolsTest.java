package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostToolsTest {
    @Test
    void tools_are_found_where_root_has_them() throws Exception {
        assertThat(HostTools.find("sfdisk", "fdisk")).isExecutable();
    }

    @Test
    void of_tools_that_may_be_missing_those_that_are_there_are_found() {
        assertThat(HostTools.findPresent(List.of("no-such-a", "sh", "no-such-b")))
                .containsOnlyKeys("sh");
    }

    @Test
    void all_missing_tools_are_named_at_once_with_their_packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("no-such-b", "package-1");
        packages.put("sh", "dash");
        packages.put("no-such-a", "package-1");
        packages.put("no-such-c", "package-0");
        assertThatThrownBy(() -> HostTools.find(packages))
                .isInstanceOf(KitException.class)
                .hasMessage("no-such-b, no-such-a, no-such-c not found: apt install package-0 package-1");
    }

    @Test
    void a_program_that_fails_is_quoted() {
        assertThatThrownBy(() -> HostCommand.output(List.of("sh", "-c", "echo first >&2; echo why >&2; exit 3")))
                .isInstanceOf(KitException.class)
                .hasMessage("sh failed (exit code 3): why");
    }

    @Test
    void a_program_that_stops_reading_is_quoted_too() {
        assertThatThrownBy(() -> HostCommand.filter(
                        List.of("sh", "-c", "exec <&-; echo full >&2; exit 1"),
                        out -> out.write(new byte[1 << 20]),
                        Path.of("/dev/null")))
                .hasMessage("sh failed (exit code 1): full");
    }
}
