package org.kaappliance.dhcp.wire;

import java.util.Random;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/** Well-formed messages of any content, for tests. */
final class RandomMessages {
    private final Random random;

    RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    DhcpMessage next() {
        return new DhcpMessage(
                octet(),
                octet(),
                octet(),
                octet(),
                random.nextInt(),
                random.nextInt(0x10000),
                random.nextInt(0x10000),
                Ipv4Subnet.ofInt(random.nextInt()),
                Ipv4Subnet.ofInt(random.nextInt()),
                Ipv4Subnet.ofInt(random.nextInt()),
                Ipv4Subnet.ofInt(random.nextInt()),
                new MacAddress(random.nextLong() >>> 16),
                text(63),
                text(127),
                options());
    }

    private DhcpOptions options() {
        DhcpOptions.Builder options = DhcpOptions.builder();
        int room = 1500 - 240 - 1;
        for (int i = random.nextInt(20); i > 0; i--) {
            byte[] value = new byte[random.nextInt(8) == 0 ? random.nextInt(700) : random.nextInt(20)];
            random.nextBytes(value);
            int code = 1 + random.nextInt(254);
            room -= value.length + 2 * (value.length / 255 + 1);
            if (code != OptionCode.OVERLOAD && room >= 0) {
                options.put(code, value);
            }
        }
        return options.build();
    }

    private int octet() {
        return random.nextInt(256);
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append((char) (1 + random.nextInt(255)));
        }
        return text.toString();
    }
}
