package org.kaappliance.dhcp.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kaappliance.dhcp.engine.Destination;
import org.kaappliance.dhcp.engine.ProbeStep;
import org.kaappliance.dhcp.engine.SegmentProbe;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what a {@link SegmentProbe} wants. Port 68 is open only while an answer is waited for, and hears broadcasts
 * only: nothing that is sent to the host's own DHCP client is ever taken from it. Confined to the event loop.
 */
final class SegmentWatch {
    private static final Logger LOG = LoggerFactory.getLogger("org.kaappliance.dhcp");
    private static final InetSocketAddress SERVERS =
            new InetSocketAddress(SocketPlace.EVERYBODY, Destination.SERVER_PORT);

    private final SegmentProbe probe;
    private final String device;
    private final EventLoopGroup group;
    private final Channel port67;
    private final EffectRunner runner;
    private Optional<Channel> port68 = Optional.empty();
    private Future<?> next;
    private volatile SegmentProbe.Role role;

    /** Hears what servers send to clients. */
    private final class Ear extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            if (DhcpCodec.decode(ByteBufUtil.getBytes(datagram.content())) instanceof Decoded.Message received) {
                hear(received.message(), datagram.sender());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("UDP port 68 on {}: {}", device, cause.toString());
        }
    }

    /** @param port67 what is asked in the way of a relay leaves by it */
    SegmentWatch(SegmentProbe probe, String device, EventLoopGroup group, Channel port67, EffectRunner runner) {
        this.probe = probe;
        this.device = device;
        this.group = group;
        this.port67 = port67;
        this.runner = runner;
        this.role = probe.role();
    }

    /** Readable from any thread. */
    SegmentProbe.Role role() {
        return role;
    }

    /** True for what we sent ourselves, and for what servers say: nobody has to answer those. */
    boolean takes(DhcpMessage message, InetSocketAddress source) {
        if (probe.isOwn(message)) {
            return true;
        }
        if (message.op() == DhcpMessage.BOOTREPLY) {
            hear(message, source);
            return true;
        }
        carryOut(probe.see(message));
        return false;
    }

    private void hear(DhcpMessage message, InetSocketAddress source) {
        if (source.getAddress() instanceof Inet4Address server) {
            carryOut(probe.hear(message, server));
        }
    }

    /** Begins, or goes on at once. */
    void tick() {
        if (next != null) {
            next.cancel(false);
        }
        if (!port67.isOpen()) {
            close();
            return;
        }
        SegmentProbe.Tick due = probe.tick();
        next = port67.eventLoop().schedule(this::tick, due.next().toMillis(), TimeUnit.MILLISECONDS);
        carryOut(due.steps());
    }

    private void carryOut(List<ProbeStep> steps) {
        for (ProbeStep step : steps) {
            if (step instanceof ProbeStep.Ask ask) {
                ask(ask);
            } else if (step instanceof ProbeStep.Rest) {
                close();
            } else if (step instanceof ProbeStep.Hurry) {
                port67.eventLoop().execute(this::tick);
            } else if (step instanceof ProbeStep.Warn warn) {
                runner.warn(warn.text());
            } else if (step instanceof ProbeStep.Note note) {
                LOG.info(note.text());
            }
        }
        role = probe.role();
    }

    private void ask(ProbeStep.Ask ask) {
        if (port68.isEmpty()) {
            try {
                SocketPlace place = SocketPlace.shared(device, SocketPlace.EVERYBODY, Destination.CLIENT_PORT);
                port68 = Optional.of(DeviceSocket.open(group, place, new Ear()));
            } catch (IOException e) {
                LOG.debug("asking as a relay does: {}", e.getMessage());
            }
        }
        send(port68.orElse(port67), port68.isPresent() ? ask.direct() : ask.relayed());
    }

    private void send(Channel channel, DhcpMessage message) {
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(DhcpCodec.encode(message)), SERVERS))
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        LOG.debug("{}: cannot ask for other DHCP servers: {}", device, sent.cause());
                    }
                });
    }

    private void close() {
        port68.ifPresent(Channel::close);
        port68 = Optional.empty();
    }
}
