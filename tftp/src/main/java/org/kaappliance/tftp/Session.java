package org.kaappliance.tftp;

import io.netty.channel.epoll.EpollDatagramChannel;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One client's request from lookup to end: waits for the routes, then opens a socket of its own (the server's TID) and
 * lets a {@link TransferChannel} run the transfer. Event loop only.
 */
final class Session {
    private static final int MAX_ANSWER_BYTES = 516;
    private static final DeviceSocket.ReadsPerWakeup LOCK_STEP = new DeviceSocket.ReadsPerWakeup(1);

    private final InetSocketAddress client;
    private final TftpPacket.ReadRequest request;
    private final Sessions sessions;
    private final RequestPort port;
    private Optional<TransferChannel> transfer = Optional.empty();
    private boolean ended;

    Session(InetSocketAddress client, TftpPacket.ReadRequest request, Sessions sessions, RequestPort port) {
        this.client = client;
        this.request = request;
        this.sessions = sessions;
        this.port = port;
    }

    InetSocketAddress client() {
        return client;
    }

    String name() {
        return PrintableText.of(request.name());
    }

    /** True for a retransmission: the client cannot have seen a packet of this transfer yet. */
    boolean isRepeatedBy(TftpPacket.ReadRequest other) {
        return request.equals(other)
                && !transfer.map(TransferChannel::isAnswered).orElse(false);
    }

    void onRepeatedRequest() {
        transfer.ifPresent(TransferChannel::onRepeatedRequest);
    }

    /** The routes have spoken. */
    void onAnswer(ContentLookup.Answer answer) {
        if (ended) {
            return;
        }
        if (answer instanceof ContentLookup.Answer.Found found) {
            start(found.content());
        } else if (answer instanceof ContentLookup.Answer.Missing) {
            port.refuse(client, TftpError.FILE_NOT_FOUND);
            end(new TftpEvent.Missing(client, name()));
        } else if (answer instanceof ContentLookup.Answer.Unreadable unreadable) {
            port.refuse(client, TftpError.NOT_DEFINED);
            fail(unreadable.reason());
        }
    }

    private void start(Content content) {
        TransferTerms terms = TransferTerms.negotiate(request.options(), content.sizeBytes(), sessions.settings());
        TransferChannel channel = new TransferChannel(this, content, terms);
        InetSocketAddress local = new InetSocketAddress(sessions.settings().address(), 0);
        sessions.sockets()
                .open(local, MAX_ANSWER_BYTES, LOCK_STEP, channel)
                .whenComplete((socket, failure) -> onSocket(channel, socket, failure));
    }

    private void onSocket(TransferChannel channel, EpollDatagramChannel socket, Throwable failure) {
        if (failure != null) {
            port.refuse(client, TftpError.NOT_DEFINED);
            fail("no socket for the transfer: " + failure.getMessage());
        } else if (ended) {
            socket.close();
        } else {
            transfer = Optional.of(channel);
            sessions.listener().on(channel.started());
            channel.start(socket);
        }
    }

    void fail(String reason) {
        end(new TftpEvent.Failed(client, name(), PrintableText.of(reason)));
    }

    /** Over: frees the socket and the place, and tells the listener once. */
    void end(TftpEvent event) {
        if (!ended) {
            ended = true;
            transfer.ifPresent(TransferChannel::close);
            sessions.remove(this);
            sessions.listener().on(event);
        }
    }

    Sessions sessions() {
        return sessions;
    }
}
