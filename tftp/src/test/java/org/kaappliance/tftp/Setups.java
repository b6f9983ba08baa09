package org.kaappliance.tftp;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.PortRange;

/** Server settings and terms for tests. */
final class Setups {
    static final Inet4Address LOOPBACK = Ipv4Subnet.address("127.0.0.1");
    static final TransferLimits ROOMY = new TransferLimits(4096, 4096);

    private Setups() {}

    static ResendPolicy resending(long timeoutMillis, int retries) {
        return new ResendPolicy(Duration.ofMillis(timeoutMillis), retries);
    }

    static TransferTerms.Bounds bounds(ResendPolicy resending) {
        return new TransferTerms.Bounds(65464, Set.of(), 64, resending);
    }

    /** On loopback, on a free port. */
    static TftpServerSettings loopback(ResendPolicy resending, int maxBlockSize) {
        return on("lo", LOOPBACK, 0, resending, maxBlockSize);
    }

    static TftpServerSettings on(
            String device, Inet4Address address, int port, ResendPolicy resending, int maxBlockSize) {
        OptionPolicy options = new OptionPolicy(maxBlockSize, List.of(), 64);
        return new TftpServerSettings(device, address, port, Optional.empty(), resending, options, ROOMY);
    }

    static TftpServerSettings on(TftpServerSettings base, int port, PortRange transferPorts) {
        return new TftpServerSettings(
                base.device(),
                base.address(),
                port,
                Optional.of(transferPorts),
                base.resending(),
                base.options(),
                base.limits());
    }

    static TftpServerSettings with(TftpServerSettings base, TransferLimits limits) {
        return new TftpServerSettings(
                base.device(),
                base.address(),
                base.port(),
                base.transferPorts(),
                base.resending(),
                base.options(),
                limits);
    }

    static TftpServerSettings with(TftpServerSettings base, OptionPolicy options) {
        return new TftpServerSettings(
                base.device(),
                base.address(),
                base.port(),
                base.transferPorts(),
                base.resending(),
                options,
                base.limits());
    }
}
