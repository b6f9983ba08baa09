package org.kaappliance.tftp;

import java.net.NetworkInterface;
import java.net.SocketException;

/** The MTU of an interface, as it is now and not only as it was at the start. Safe for any thread. */
final class LinkMtu {
    private static final int ETHERNET_BYTES = 1500;
    private static final long FRESH_NANOS = 5_000_000_000L;

    private record Reading(int bytes, long atNanos) {}

    private final String device;
    private volatile Reading last;

    LinkMtu(String device) {
        this.device = device;
        this.last = read();
    }

    int bytes() {
        Reading reading = last;
        if (System.nanoTime() - reading.atNanos() > FRESH_NANOS) {
            reading = read();
            last = reading;
        }
        return reading.bytes();
    }

    private Reading read() {
        int bytes = ETHERNET_BYTES;
        try {
            NetworkInterface link = NetworkInterface.getByName(device);
            bytes = link == null ? ETHERNET_BYTES : link.getMTU();
        } catch (SocketException e) {
            // the interface is just going away: no block gets out anyway
        }
        return new Reading(bytes, System.nanoTime());
    }
}
