package org.kaappliance.tftp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.kaappliance.config.PortRange;

/** Opens the ports that all transfers share. */
final class TransferPorts {
    private static final int PORTS = 4;
    private static final DeviceSocket.Reads ACKS = new DeviceSocket.Reads(576, 32);

    private final DeviceSocket sockets;
    private final Sessions sessions;

    TransferPorts(DeviceSocket sockets, Sessions sessions) {
        this.sockets = sockets;
        this.sessions = sessions;
    }

    /**
     * @param range empty for ports that the kernel chooses; of a range the first that are free
     * @throws IOException when none can be had
     */
    List<TransferPort> open(Inet4Address address, Optional<PortRange> range) throws IOException {
        List<TransferPort> opened = new ArrayList<>();
        IOException last = null;
        int first = range.map(PortRange::first).orElse(0);
        int end = range.map(ports -> ports.last() + 1).orElse(PORTS);
        for (int i = first; i < end && opened.size() < PORTS; i++) {
            try {
                opened.add(openOne(new InetSocketAddress(address, range.isPresent() ? i : 0)));
            } catch (IOException e) {
                last = e;
            }
        }
        if (opened.isEmpty()) {
            throw last;
        }
        return opened;
    }

    private TransferPort openOne(InetSocketAddress local) throws IOException {
        TransferPort port = new TransferPort(sessions);
        try {
            sockets.open(local, ACKS, port).join();
            return port;
        } catch (CompletionException e) {
            throw sockets.explain(local, e.getCause());
        }
    }
}
