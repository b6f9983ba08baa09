package org.kaappliance.dhcp.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.dhcp.engine.Arrival;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.wire.Decoded;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.OptionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes datagrams through decode, decide and send; whatever one of them causes, the next one is served. What the kernel
 * holds is read before anything is answered, so that an overload costs old messages and not new ones.
 */
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);
    private static final int PLACES = 4096;
    private static final int ANSWERS_PER_TURN = 128;
    private static final int CHADDR_AT = 28;
    private static final int OPTIONS_AT = 240;

    private final InterfaceAddress iface;
    private final BiFunction<DhcpMessage, Arrival, List<Effect>> answer;
    private final EffectRunner runner;
    private final Inbox<Client, Waiting> inbox = new Inbox<>(PLACES);
    private Channel speaker;
    private boolean scheduled;
    private long droppedBefore;

    /**
     * @param chaddr the first six octets of the field, or 0 in a datagram that is too short
     * @param type of the message, or 0: a DISCOVER must not take the place of a DECLINE
     */
    private record Client(long chaddr, int type, InetSocketAddress source) {}

    private record Waiting(byte[] octets, InetSocketAddress source) {}

    DatagramHandler(
            InterfaceAddress iface, BiFunction<DhcpMessage, Arrival, List<Effect>> answer, EffectRunner runner) {
        this.iface = iface;
        this.answer = answer;
        this.runner = runner;
    }

    /** Answers leave by this channel instead of the one that the request came by. Before the first datagram. */
    DatagramHandler speakingBy(Channel other) {
        speaker = other;
        return this;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        inbox.put(client(datagram), new Waiting(ByteBufUtil.getBytes(datagram.content()), datagram.sender()));
    }

    private static Client client(DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        int at = content.readerIndex();
        if (content.readableBytes() < CHADDR_AT + 6) {
            return new Client(0, 0, datagram.sender());
        }
        long chaddr =
                (content.getInt(at + CHADDR_AT) & 0xffffffffL) << 16 | content.getUnsignedShort(at + CHADDR_AT + 4);
        return new Client(chaddr, type(content, at + OPTIONS_AT), datagram.sender());
    }

    private static int type(ByteBuf content, int options) {
        int at = options;
        while (at + 2 < content.writerIndex() && content.getUnsignedByte(at) != OptionCode.END) {
            if (content.getUnsignedByte(at) == OptionCode.MESSAGE_TYPE) {
                return content.getUnsignedByte(at + 2);
            }
            at += content.getUnsignedByte(at) == OptionCode.PAD ? 1 : 2 + content.getUnsignedByte(at + 1);
        }
        return 0;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!scheduled) {
            answerSome(context);
        }
    }

    private void answerSome(ChannelHandlerContext context) {
        Channel channel = speaker == null ? context.channel() : speaker;
        scheduled = false;
        for (int i = 0; i < ANSWERS_PER_TURN && !runner.isFull(); i++) {
            Optional<Waiting> next = inbox.take();
            if (next.isEmpty()) {
                break;
            }
            answer(next.get(), channel);
        }
        if (inbox.dropped() > droppedBefore) {
            runner.overloaded(iface, inbox.dropped());
            droppedBefore = inbox.dropped();
        }
        if (!inbox.isEmpty()) {
            scheduled = true;
            runner.whenNotFull(() -> context.executor().execute(() -> answerSome(context)));
        }
    }

    private void answer(Waiting datagram, Channel channel) {
        try {
            Decoded decoded = DhcpCodec.decode(datagram.octets());
            if (decoded instanceof Decoded.Message received) {
                runner.counters().received(received.message());
                LOG.debug(
                        "{} from {}", received.message().type().map(Enum::name).orElse("?"), datagram.source());
                runner.run(answer.apply(received.message(), new Arrival(iface, datagram.source())), channel);
            } else if (decoded instanceof Decoded.Malformed malformed) {
                runner.counters().malformed();
                LOG.debug("malformed, from {}: {}", datagram.source(), malformed.reason());
            }
        } catch (RuntimeException e) {
            LOG.error("a DHCP datagram was not answered because of an error of ours", e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("UDP on {}: {}", iface, cause.toString()); // the network is down, or a peer's port was closed
        } else {
            LOG.error("a DHCP datagram was not read because of an error of ours", cause);
        }
    }
}
