package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenServeCommandTest {
    @Test
    void where_it_is_heard_is_an_address_a_port_or_both() {
        assertThat(GoldenServeCommand.address("0.0.0.0")).isEqualTo(new InetSocketAddress("0.0.0.0", 30768));
        assertThat(GoldenServeCommand.address("10.0.0.5:99")).isEqualTo(new InetSocketAddress("10.0.0.5", 99));
        assertThat(GoldenServeCommand.address(":99")).isEqualTo(new InetSocketAddress("0.0.0.0", 99));
        assertThat(GoldenServeCommand.address("[::1]:99")).isEqualTo(new InetSocketAddress("::1", 99));
        for (String wrong : List.of("10.0.0.5:x", "10.0.0.5:70000", "10.0.0.5:")) {
            assertThatThrownBy(() -> GoldenServeCommand.address(wrong))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("--listen");
        }
    }
}
