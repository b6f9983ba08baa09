package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.wire.Message;

class CredentialTest {
    private static final String SECRET = "00112233445566778899aabbccddeeff";
    private static final Inet4Address ADDRESS = Ipv4Subnet.address("10.0.0.7");

    @Test
    void nothing_that_carries_a_credential_prints_it() {
        assertThat(new NodeHello("n", SECRET, ADDRESS).toString())
                .doesNotContain(SECRET)
                .contains("10.0.0.7");
        assertThat(Message.Hello.first("s", "n", SECRET, ADDRESS, 9).toString())
                .doesNotContain(SECRET)
                .contains("10.0.0.7");
        assertThat(ReceiveSpec.of("s", ADDRESS, "n").withCredential(SECRET).toString())
                .doesNotContain(SECRET)
                .contains("10.0.0.7");
    }
}
