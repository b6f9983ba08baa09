package org.kaappliance.tftp;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is told that a transfer is not theirs (RFC 1350 section 4, error 5): whoever sends an acknowledgement or a
 * request to a port of ours without one. Not somebody whose transfer has just ended, because a last acknowledgement may come twice; not in answer
 * to an ERROR, or two servers would talk for ever; and not more than {@value #MOST_IN_A_SECOND} a second. Pure.
 */
final class Strangers {
    private static final int REMEMBERED = 4096;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int MOST_IN_A_SECOND = 100;

    private final Map<InetSocketAddress, Boolean> ended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long secondStartNanos;
    private int toldInThisSecond;

    void onEnded(InetSocketAddress client) {
        ended.put(client, Boolean.TRUE);
    }

    boolean mayBeTold(InetSocketAddress who, TftpPacket packet, long nowNanos) {
        if (packet instanceof TftpPacket.Error || packet instanceof TftpPacket.Stray || ended.containsKey(who)) {
            return false;
        }
        if (nowNanos - secondStartNanos >= SECOND_NANOS) {
            secondStartNanos = nowNanos;
            toldInThisSecond = 0;
        }
        return toldInThisSecond++ < MOST_IN_A_SECOND;
    }
}
