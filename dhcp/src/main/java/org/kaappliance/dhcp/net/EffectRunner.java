package org.kaappliance.dhcp.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.dhcp.engine.DhcpEvent;
import org.kaappliance.dhcp.engine.DhcpListener;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Carries effects out on the event loop of the channel that they concern. */
public final class EffectRunner {
    private static final Logger LOG = LoggerFactory.getLogger("org.kaappliance.dhcp");

    private final LeaseStore store;
    private final DhcpListener listener;
    private final InstantSource clock;
    private final RepeatedWarning warnings = new RepeatedWarning();

    public EffectRunner(LeaseStore store, DhcpListener listener, InstantSource clock) {
        this.store = store;
        this.listener = listener;
        this.clock = clock;
    }

    public void run(List<Effect> effects, Channel channel) {
        effects.forEach(effect -> run(effect, channel));
    }

    private void run(Effect effect, Channel channel) {
        if (effect instanceof Effect.Reply reply) {
            send(reply, channel);
        } else if (effect instanceof Effect.Save save) {
            save(save, channel);
        } else if (effect instanceof Effect.Tell tell) {
            tell(tell.event(), tell.detail());
        } else if (effect instanceof Effect.Warn warn) {
            warnings.pass(warn.text(), clock.instant()).ifPresent(LOG::warn);
        } else if (effect instanceof Effect.Ignore ignore) {
            LOG.debug("ignored: {}", String.join("; ", ignore.reasons()));
        }
    }

    private void send(Effect.Reply reply, Channel channel) {
        byte[] octets = DhcpCodec.encode(reply.message());
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(octets), reply.to()))
                .addListener(sent -> {
                    if (sent.isSuccess()) {
                        tell(reply.event(), reply.detail());
                    } else {
                        LOG.warn(
                                "{} to {} was not sent: {}",
                                reply.event().kind(),
                                reply.to(),
                                sent.cause().toString());
                    }
                });
    }

    private void save(Effect.Save save, Channel channel) {
        CompletableFuture<?>[] saves = save.leases().stream()
                .map(lease -> store.save(lease).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(saves)
                .whenComplete((done, failure) -> channel.eventLoop().execute(() -> saved(save, failure, channel)));
    }

    private void saved(Effect.Save save, Throwable failure, Channel channel) {
        if (failure != null) {
            LOG.error("leases cannot be saved, so none are given: {}", failure.toString());
        } else if (channel.isActive()) {
            run(save.then(), channel);
        }
    }

    private void tell(DhcpEvent event, String detail) {
        String address = event.address().map(a -> a.getHostAddress()).orElse("-");
        // other servers' clients may be many
        Level level = event.kind() == DhcpEvent.Kind.SEEN_PLAIN ? Level.DEBUG : Level.INFO;
        LOG.atLevel(level).log("{} {} {} {}", event.mac(), event.kind(), address, detail);
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.error("the listener failed on {}", event, e);
        }
    }
}
