package org.kaappliance.tftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's request from lookup to end: waits for the routes, perhaps for a quieter network, then carries a {@link Transfer}
 * out on a port. Event loop only.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long PROGRESS_NANOS = 500_000_000;
    private static final int EXPRESS_BYTES = 64 << 10;

    private final InetSocketAddress client;
    private final TftpPacket.ReadRequest request;
    private final Sessions sessions;
    private final long sinceNanos;
    private Content content;
    private TransferTerms terms;
    private Transfer transfer;
    private TransferPort port;
    private LineQueue.Lane lane;
    private boolean queued;
    private boolean ended;
    private long startNanos;
    private long sentNanos;
    private long reportNanos;
    private long reportedBytes;

    Session(InetSocketAddress client, TftpPacket.ReadRequest request, Sessions sessions, long nowNanos) {
        this.client = client;
        this.request = request;
        this.sessions = sessions;
        this.sinceNanos = nowNanos;
    }

    InetSocketAddress client() {
        return client;
    }

    TransferPort port() {
        return port;
    }

    String name() {
        return PrintableText.of(request.name());
    }

    /** True when it began that long ago and the client has never said anything but its request. */
    boolean isUnansweredSince(Duration time, long nowNanos) {
        return transfer != null && !transfer.isAnswered() && nowNanos - sinceNanos > time.toNanos();
    }

    /** True for a retransmission: the client cannot have seen a packet of this transfer yet. */
    boolean isRepeatedBy(TftpPacket.ReadRequest other) {
        return request.equals(other) && (transfer == null || !transfer.isAnswered());
    }

    void onRepeatedRequest() {
        if (transfer != null) {
            transfer.onRepeatedRequest();
            enqueue();
            port.pump();
        }
    }

    /** The name was found. */
    void found(ContentLookup.Answer.Found found) {
        content = found.content();
        terms = found.terms();
        lane = content.sizeBytes() <= EXPRESS_BYTES ? LineQueue.Lane.EXPRESS : LineQueue.Lane.BULK;
    }

    boolean isSmall() {
        return lane == LineQueue.Lane.EXPRESS;
    }

    boolean isEnded() {
        return ended;
    }

    void start(TransferPort on, long nowNanos) {
        port = on;
        transfer = new Transfer(terms, content.sizeBytes());
        startNanos = nowNanos;
        reportNanos = nowNanos + PROGRESS_NANOS;
        sessions.listener().on(new TftpEvent.Started(client, name(), content.sizeBytes(), terms.blockSizeBytes()));
        carryOut(transfer.start(nowNanos));
    }

    void onPacket(TftpPacket packet, long nowNanos) {
        if (packet instanceof TftpPacket.Ack ack) {
            Effect effect = transfer.onAck(ack.block(), nowNanos);
            if (effect instanceof Effect.Ready) {
                sessions.onAnswered(nowNanos - sentNanos);
            }
            carryOut(effect);
        } else if (packet instanceof TftpPacket.Error error) {
            carryOut(transfer.onError(error.code(), error.message()));
        }
    }

    /** Now and then: what is overdue, and how far it is. */
    void onTick(long nowNanos) {
        if (transfer == null) {
            return;
        }
        Effect effect = transfer.onTimer(nowNanos);
        if (effect instanceof Effect.Ready) {
            sessions.congestion().onLost(nowNanos);
        }
        carryOut(effect);
        if (!ended && nowNanos - reportNanos >= 0 && transfer.ackedBytes() > reportedBytes) {
            reportNanos = nowNanos + PROGRESS_NANOS;
            reportedBytes = transfer.ackedBytes();
            sessions.listener()
                    .on(new TftpEvent.Progress(
                            client,
                            name(),
                            reportedBytes,
                            Duration.ofNanos(nowNanos - startNanos),
                            content.sizeBytes()));
        }
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Ready) {
            enqueue();
        } else if (effect instanceof Effect.Finish) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
            end(new TftpEvent.Completed(client, name(), content.sizeBytes(), elapsed, transfer.resentPackets()));
        } else if (effect instanceof Effect.Abort abort) {
            if (abort.cause() == Effect.Abort.Cause.PROBE) {
                end(new TftpEvent.Probed(client, name(), content.sizeBytes()));
            } else {
                fail(abort.reason());
            }
        }
    }

    private void enqueue() {
        if (!queued) {
            queued = true;
            port.enqueue(this, transfer.isAnswered() ? lane : LineQueue.Lane.EXPRESS);
        }
    }

    /** The line is free: sends one burst of so many blocks at most, and queues up again when there is more. */
    void onTurn(int maxBlocks) {
        queued = false;
        if (ended || !transfer.hasMore()) {
            return;
        }
        long now = System.nanoTime();
        long restNanos = transfer.restUntilNanos() - now;
        if (restNanos > 0) {
            queued = true;
            port.enqueueAfter(restNanos, this, lane);
            return;
        }
        send(transfer.take(Math.min(maxBlocks, sessions.writer().maxBlocks(terms.blockSizeBytes())), now), now);
        if (!ended && transfer.hasMore()) {
            enqueue();
        }
    }

    private void send(Burst burst, long nowNanos) {
        sentNanos = nowNanos;
        sessions.onSent(nowNanos, transfer.usualAnswerNanos());
        if (burst.isOack()) {
            port.write(TftpCodec.oack(terms.granted()), client);
            return;
        }
        try {
            sessions.writer().write(port.channel(), client, content, burst, terms.blockSizeBytes());
        } catch (IOException e) {
            port.write(TftpCodec.error(TftpError.NOT_DEFINED), client);
            fail(e.toString());
        } catch (RuntimeException e) {
            LOG.error("content of {} cannot be read", name(), e);
            port.write(TftpCodec.error(TftpError.NOT_DEFINED), client);
            fail("internal error");
        }
    }

    void fail(String reason) {
        long acked = transfer == null ? 0 : transfer.ackedBytes();
        end(new TftpEvent.Failed(client, name(), acked, PrintableText.of(reason)));
    }

    /** Over: frees the place, and tells the listener once. */
    void end(TftpEvent event) {
        if (!ended) {
            ended = true;
            sessions.remove(this);
            sessions.listener().on(event);
        }
    }
}
