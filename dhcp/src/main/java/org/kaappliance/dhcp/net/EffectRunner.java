package org.kaappliance.dhcp.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.AttributeKey;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.dhcp.engine.DhcpCounters;
import org.kaappliance.dhcp.engine.DhcpEvent;
import org.kaappliance.dhcp.engine.DhcpListener;
import org.kaappliance.dhcp.engine.Effect;
import org.kaappliance.dhcp.engine.IgnoreReason;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Carries effects out on the one event loop of all channels. Confined to it. */
public final class EffectRunner {
    private static final Logger LOG = LoggerFactory.getLogger("org.kaappliance.dhcp");
    /** Whether an offer may leave by a channel now: it may have waited for a check or by a setting. */
    static final AttributeKey<BooleanSupplier> GIVES_ADDRESSES =
            AttributeKey.valueOf(EffectRunner.class, "gives-addresses");

    private static final int MOST_SAVES = 4096;
    private static final int MOST_DELAYED = 1024;

    private final LeaseStore store;
    private final DhcpListener listener;
    private final InstantSource clock;
    private final ConflictProber conflicts;
    private final BiFunction<Effect.Probe, Effect.Outcome, List<Effect>> onProbed;
    private final DhcpCounters counters = new DhcpCounters();
    private final RepeatedWarning warnings = new RepeatedWarning();
    private final Set<Channel> toFlush = new HashSet<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int saves;
    private int delayed;

    /** @param onProbed what follows from the outcome of a probe; called on the event loop */
    public EffectRunner(
            LeaseStore store,
            DhcpListener listener,
            InstantSource clock,
            ConflictProber conflicts,
            BiFunction<Effect.Probe, Effect.Outcome, List<Effect>> onProbed) {
        this.conflicts = conflicts;
        this.onProbed = onProbed;
        this.store = store;
        this.listener = listener;
        this.clock = clock;
    }

    /** What came, left and was ignored; readable on any thread. */
    public DhcpCounters counters() {
        return counters;
    }

    /** Does it; what is sent by the channel leaves when the loop has nothing else to do, many at a time. */
    void run(List<Effect> effects, Channel channel) {
        effects.forEach(effect -> run(effect, channel));
    }

    private void run(Effect effect, Channel channel) {
        if (effect instanceof Effect.Reply reply) {
            if (reply.delay().isZero()) {
                send(reply, channel);
            } else {
                later(reply, channel);
            }
        } else if (effect instanceof Effect.Save save) {
            save(save, channel);
        } else if (effect instanceof Effect.Tell tell) {
            tell(tell.event(), tell.detail());
        } else if (effect instanceof Effect.Warn warn) {
            warn(warn.text());
        } else if (effect instanceof Effect.Probe probe) {
            conflicts.probe(probe, outcome -> channel.eventLoop().execute(() -> probed(probe, outcome, channel)));
        } else if (effect instanceof Effect.OtherServer other) {
            counters.ignored(List.of(new Effect.Why(IgnoreReason.OTHER_SERVER, "takes another offer")));
            LOG.debug("{} takes the offer of {}", other.mac(), other.server().getHostAddress());
        } else if (effect instanceof Effect.Ignore ignore) {
            counters.ignored(ignore.reasons());
            LOG.debug("ignored: {}", ignore.reasons());
        }
    }

    void warn(String text) {
        warnings.pass(text, clock.instant()).ifPresent(LOG::warn);
    }

    void overloaded(InterfaceAddress iface, long dropped) {
        warnings.pass("more comes in on " + iface.name() + " than can be answered", clock.instant())
                .ifPresent(text -> LOG.warn("{}: {} messages dropped so far", text, dropped));
    }

    private void send(Effect.Reply reply, Channel channel) {
        BooleanSupplier gives = channel.attr(GIVES_ADDRESSES).get();
        if (reply.event().kind() == DhcpEvent.Kind.OFFERED && gives != null && !gives.getAsBoolean()) {
            counters.ignored(List.of(
                    new Effect.Why(IgnoreReason.OTHER_SERVER, "another DHCP server came while the offer waited")));
            return;
        }
        byte[] octets = DhcpCodec.encode(reply.message());
        channel.write(new DatagramPacket(Unpooled.wrappedBuffer(octets), reply.to()))
                .addListener(sent -> {
                    if (sent.isSuccess()) {
                        counters.sent(reply.message());
                        tell(reply.event(), reply.detail());
                    } else {
                        warn(reply.event().kind() + " to " + reply.to() + " was not sent: " + sent.cause());
                    }
                });
        if (toFlush.add(channel)) {
            channel.eventLoop().execute(() -> flush(channel));
        }
    }

    private void flush(Channel channel) {
        toFlush.remove(channel);
        channel.flush();
    }

    private void save(Effect.Save save, Channel channel) {
        saves++;
        store.save(save.leases())
                .whenComplete((done, failure) -> channel.eventLoop().execute(() -> saved(save, failure, channel)));
    }

    private void saved(Effect.Save save, Throwable failure, Channel channel) {
        saves--;
        if (failure != null) {
            LOG.error("leases cannot be saved, so none are given: {}", failure.toString());
        } else if (channel.isActive()) {
            run(save.then(), channel);
        }
        while (!isFull() && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private void probed(Effect.Probe probe, Effect.Outcome outcome, Channel channel) {
        if (channel.isActive()) {
            run(onProbed.apply(probe, outcome), channel);
        }
    }

    private void later(Effect.Reply reply, Channel channel) {
        if (delayed >= MOST_DELAYED) {
            warn("more than " + MOST_DELAYED + " answers are held back (reply-delay): further ones are not given");
            return;
        }
        delayed++;
        channel.eventLoop().schedule(() -> due(reply, channel), reply.delay().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void due(Effect.Reply reply, Channel channel) {
        delayed--;
        if (channel.isActive()) {
            send(reply, channel);
        }
    }

    /** True when the store is so far behind that no further request should be begun. */
    boolean isFull() {
        return saves >= MOST_SAVES;
    }

    /** Calls back once, now or when a save has come to its end. */
    void whenNotFull(Runnable callback) {
        if (isFull()) {
            waiting.add(callback);
        } else {
            callback.run();
        }
    }

    /** One line a boot step of firmware and of machines that are known; offers and running strangers may be many. */
    private static Level level(DhcpEvent.Kind kind, String name) {
        return switch (kind) {
            case OFFERED, PROXY_OFFERED, SEEN_PLAIN -> Level.DEBUG;
            case ACKED_PLAIN -> name.isEmpty() ? Level.DEBUG : Level.INFO;
            default -> Level.INFO;
        };
    }

    private void tell(DhcpEvent event, String detail) {
        String name = listener.nameOf(event.mac());
        LOG.atLevel(level(event.kind(), name)).log("{}", event.line(name, detail));
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.error("the listener failed on {}", event, e);
        }
    }
}
