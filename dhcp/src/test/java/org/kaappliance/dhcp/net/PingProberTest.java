package org.kaappliance.dhcp.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kaappliance.dhcp.Segment;

/** Real pings over a cable between two namespaces. */
public class PingProberTest {

    @Test
    public void an_address_that_somebody_has_is_found_in_use_and_one_that_nobody_has_is_free() {
        try (Segment segment = Segment.create()) {
            segment.runClient("ip", "address", "add", "10.77.0.50/24", "dev", "cli0");
            assertThat(segment.runServer(PingMain.class, "srv0", "10.77.0.50", "10.77.0.51"))
                    .contains("10.77.0.50=IN_USE", "10.77.0.51=FREE");
            assertThat(segment.runServer(PingMain.class, "-", "10.77.0.50", "10.88.0.1"))
                    .as("by whatever route there is, and there is none to the second")
                    .contains("10.77.0.50=IN_USE")
                    .containsPattern("10.88.0.1=(FREE|UNKNOWN)");
        }
    }

    @Test
    public void what_is_too_much_at_a_time_is_not_tried_and_nothing_is_left_without_an_outcome() {
        List<String> many = new ArrayList<>(List.of("srv0"));
        for (int i = 0; i < 250; i++) {
            many.add("10.77.0." + (i + 2));
        }
        try (Segment segment = Segment.create()) {
            String found = segment.runServer(PingMain.class, many.toArray(String[]::new));
            assertThat(count(found, "=UNKNOWN")).isBetween(1L, 250L - 128);
            assertThat(count(found, "=FREE")).isBetween(128L, 249L);
            assertThat(count(found, "=")).isEqualTo(250);
        }
    }

    private static long count(String text, String part) {
        return Pattern.compile(part).matcher(text).results().count();
    }
}
