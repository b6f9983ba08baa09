package org.kaappliance.clientkit.report;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.kaappliance.config.MacAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which connection speaks for which MAC. For one MAC a hello and a loss never overlap, so that a loss is not told of a node that is back. */
final class ReportSeats {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSeats.class);

    private final NodeReports handler;
    private final Map<MacAddress, ReportConnection> byMac = new ConcurrentHashMap<>();
    private final Object[] locks =
            IntStream.range(0, 64).mapToObj(i -> new Object()).toArray();

    ReportSeats(NodeReports handler) {
        this.handler = handler;
    }

    /** Asks the handler; an accepted connection is that MAC's from now on, and an older one ends without a word to the handler. */
    Verdict hello(NodeHello hello, ReportConnection connection) {
        synchronized (lock(hello.mac())) {
            Verdict verdict = handler.hello(hello);
            if (verdict instanceof Verdict.Accepted) {
                ReportConnection older = byMac.put(hello.mac(), connection);
                if (older != null) {
                    LOG.info("node {} has connected again", hello.mac());
                    older.leave();
                }
            }
            return verdict;
        }
    }

    /** Tells the handler, unless a newer connection has taken the place. */
    void lost(MacAddress mac, ReportConnection connection) {
        synchronized (lock(mac)) {
            if (byMac.remove(mac, connection)) {
                handler.lost(mac);
            }
        }
    }

    /** The connection is over, and nothing is to be told of it. */
    void left(MacAddress mac, ReportConnection connection) {
        byMac.remove(mac, connection);
    }

    /** Ends the connection of that MAC without a word to the handler. */
    void dismiss(MacAddress mac) {
        ReportConnection connection = byMac.remove(mac);
        if (connection != null) {
            connection.leave();
        }
    }

    private Object lock(MacAddress mac) {
        return locks[Math.floorMod(mac.hashCode(), locks.length)];
    }
}
