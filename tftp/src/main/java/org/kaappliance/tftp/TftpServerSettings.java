package org.kaappliance.tftp;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.Objects;

/**
 * Where a {@link TftpServer} listens and how it treats silence.
 *
 * @param device the interface, by its kernel name; the sockets are bound to it
 * @param address the address on that interface that requests come to and data leaves from
 * @param port the request port, 69 in the field; 0 takes a free one
 * @param timeout how long to wait for an acknowledgement before a block is sent again, unless the client sets it (RFC 2349)
 * @param retries how often a block is sent again, 0 or more, before the transfer is given up
 * @param maxBlockSize the largest block granted (RFC 2348), 512 to 65464 bytes; the MTU less 32 never fragments
 */
public record TftpServerSettings(
        String device, Inet4Address address, int port, Duration timeout, int retries, int maxBlockSize) {
    public TftpServerSettings {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(address, "address");
        if (device.isEmpty() || device.length() > 15) {
            throw new IllegalArgumentException("an interface name has 1 to 15 characters: " + device);
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout is longer than nothing, got " + timeout);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries are 0 or more, got " + retries);
        }
        if (maxBlockSize < 512 || maxBlockSize > 65464) {
            throw new IllegalArgumentException("the largest block is 512 to 65464 bytes, got " + maxBlockSize);
        }
    }
}
