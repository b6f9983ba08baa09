package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Whoever comes to our ports and does not speak our wire. Must not block, but for {@link #serve}. */
public interface OtherWire {
    /** A datagram that is no request of ours, at the discovery port. @return what to answer, to the other wire's reply port */
    Optional<ByteBuffer> discovery(ByteBuffer request, Inet4Address from);

    /** Takes over a control connection that opened with 0. @param first what was read of it; the channel is in non-blocking mode */
    void control(SocketChannel channel, ByteBuffer first) throws IOException;

    /** True when a data connection of this address may be one of the other wire, whose children say nothing first. */
    boolean expects(Inet4Address child);

    /** Serves a data connection of a child that was expected and said nothing. On the connection's thread. */
    void serve(SocketChannel channel) throws IOException, InterruptedException;

    /** Nobody is expected. */
    static OtherWire none() {
        return new OtherWire() {
            @Override
            public Optional<ByteBuffer> discovery(ByteBuffer request, Inet4Address from) {
                return Optional.empty();
            }

            @Override
            public void control(SocketChannel channel, ByteBuffer first) {
                Wire.closeQuietly(channel);
            }

            @Override
            public boolean expects(Inet4Address child) {
                return false;
            }

            @Override
            public void serve(SocketChannel channel) {}
        };
    }
}
