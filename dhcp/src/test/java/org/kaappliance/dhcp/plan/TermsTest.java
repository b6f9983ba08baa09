package org.kaappliance.dhcp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.dhcp.engine.Served;

public class TermsTest {
    private static final String OUTER = """
            [{ subnet = 10.0.1.0/24, router = 10.0.1.9, domain-name = outer.example, boot-server = 10.0.1.9,
               boot-file = outer.0, lease-time = 8 hours, pools = [{ range = 10.0.1.100-10.0.1.110, %s }] }]""";

    @Test
    public void none_and_auto_of_a_closer_level_count_like_any_other_value() {
        Terms terms = inPool("router = none, domain-name = none, boot-server = auto, boot-file = auto");
        assertThat(terms.router()).isEmpty();
        assertThat(terms.domainName()).isEmpty();
        assertThat(terms.bootServer()).isEmpty();
        assertThat(terms.bootFile()).isEmpty();
    }

    @Test
    public void what_a_closer_level_leaves_out_the_next_one_decides() {
        Terms terms = inPool("dns-servers = []");
        assertThat(terms.router()).contains(Served.address("10.0.1.9"));
        assertThat(terms.domainName()).contains("outer.example");
        assertThat(terms.bootServer()).contains(Served.address("10.0.1.9"));
        assertThat(terms.bootFile()).contains("outer.0");
    }

    @Test
    public void a_closer_maximum_lowers_the_lease_time() {
        Terms terms = inPool("max-lease-time = 1 hour");
        assertThat(terms.leaseTime()).isEqualTo(Duration.ofHours(1));
        assertThat(terms.maxLeaseTime()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    public void a_closer_lease_time_raises_the_maximum() {
        Terms terms = inPool("lease-time = 300 hours");
        assertThat(terms.leaseTime()).isEqualTo(Duration.ofHours(300));
        assertThat(terms.maxLeaseTime()).isEqualTo(Duration.ofHours(300));
        assertThat(inPool("max-lease-time = 9 hours").leaseTime()).isEqualTo(Duration.ofHours(8));
    }

    private static Terms inPool(String settings) {
        DhcpServerSettings served = Served.settings(new HashMap<>(Map.of("dhcp.subnets", OUTER.formatted(settings))));
        return served.levels(List.of(), served.subnets().get(0)).at(Optional.of(Served.address("10.0.1.105")));
    }
}
