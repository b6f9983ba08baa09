package org.kaappliance.tftp;

import java.net.Inet4Address;
import java.util.Objects;
import java.util.Optional;
import org.kaappliance.config.PortRange;
import org.kaappliance.config.Settings;

/**
 * Where a {@link TftpServer} listens, what it grants and how it treats silence.
 *
 * @param device the interface, by its kernel name; the sockets are bound to it
 * @param address the address on that interface that requests come to and data leaves from
 * @param port the request port, 69 in the field; 0 takes a free one
 * @param transferPorts where data leaves from; empty lets the kernel choose; the request port alone is the single-port mode
 */
public record TftpServerSettings(
        String device,
        Inet4Address address,
        int port,
        Optional<PortRange> transferPorts,
        ResendPolicy resending,
        OptionPolicy options,
        TransferLimits limits) {
    public TftpServerSettings {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(transferPorts, "transferPorts");
        Objects.requireNonNull(resending, "resending");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(limits, "limits");
        if (device.isEmpty() || device.length() > 15) {
            throw new IllegalArgumentException("an interface name has 1 to 15 characters: " + device);
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** One interface of an appliance that is set up like this. */
    public static TftpServerSettings of(String device, Inet4Address address, Settings.Tftp tftp) {
        return new TftpServerSettings(
                device,
                address,
                tftp.port(),
                tftp.transferPorts(),
                new ResendPolicy(tftp.timeout(), tftp.retries()),
                new OptionPolicy(
                        tftp.options().maxBlockSize(),
                        tftp.options().refusals(),
                        tftp.options().maxWindowSize()),
                new TransferLimits(tftp.limits().maxTransfers(), tftp.limits().maxTransfersPerAddress()));
    }

    /** True when requests, data and acknowledgements share one port. */
    boolean isSinglePort() {
        return transferPorts
                .filter(ports -> ports.first() == port && ports.last() == port)
                .isPresent();
    }
}
