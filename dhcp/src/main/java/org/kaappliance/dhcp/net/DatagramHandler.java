package org.kaappliance.dhcp.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.util.List;
import java.util.function.BiFunction;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.dhcp.engine.Arrival;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes datagrams through decode, decide and send; whatever one of them causes, the next one is served. */
public final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);

    private final InterfaceAddress iface;
    private final BiFunction<DhcpMessage, Arrival, List<Effect>> answer;
    private final EffectRunner runner;

    public DatagramHandler(
            InterfaceAddress iface, BiFunction<DhcpMessage, Arrival, List<Effect>> answer, EffectRunner runner) {
        this.iface = iface;
        this.answer = answer;
        this.runner = runner;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        Decoded decoded = DhcpCodec.decode(ByteBufUtil.getBytes(datagram.content()));
        if (decoded instanceof Decoded.Message received) {
            LOG.debug("{} from {}", received.message().type().map(Enum::name).orElse("?"), datagram.sender());
            runner.run(answer.apply(received.message(), new Arrival(iface, datagram.sender())), context.channel());
        } else if (decoded instanceof Decoded.Malformed malformed) {
            LOG.debug("malformed, from {}: {}", datagram.sender(), malformed.reason());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.error("a DHCP datagram was not answered because of an error of ours", cause);
    }
}
