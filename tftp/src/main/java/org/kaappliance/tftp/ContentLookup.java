package org.kaappliance.tftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the routes for a name and agrees on the terms, on a resolver thread. */
final class ContentLookup {
    private static final Logger LOG = LoggerFactory.getLogger(ContentLookup.class);

    /** What the routes said. */
    sealed interface Answer {
        /** @param content in the mode that was asked for */
        record Found(Content content, TransferTerms terms) implements Answer {}

        record Missing() implements Answer {}

        record Unreadable(String reason) implements Answer {}
    }

    private final List<ContentRoute> routes;
    private final TftpServerSettings settings;
    private final LinkMtu mtu;

    ContentLookup(List<ContentRoute> routes, TftpServerSettings settings, LinkMtu mtu) {
        this.routes = List.copyOf(routes);
        this.settings = settings;
        this.mtu = mtu;
    }

    Answer find(InetSocketAddress client, TftpPacket.ReadRequest packet) {
        try {
            TftpRequest request = new TftpRequest(packet.name(), client);
            Optional<Content> found = ask(request);
            if (found.isEmpty()) {
                return new Answer.Missing();
            }
            Content content = inMode(packet.mode(), found.get());
            TransferTerms.Bounds bounds = settings.options().boundsFor(request, mtu.bytes(), settings.resending());
            return new Answer.Found(content, TransferTerms.negotiate(packet.options(), content.sizeBytes(), bounds));
        } catch (IOException e) {
            return new Answer.Unreadable(e.toString());
        } catch (RuntimeException | Error e) {
            LOG.error("a route failed on {}", PrintableText.of(packet.name()), e);
            return new Answer.Unreadable("internal error");
        }
    }

    private Optional<Content> ask(TftpRequest request) throws IOException {
        for (ContentRoute route : routes) {
            Optional<Content> content = route.resolve(request);
            if (content.isPresent()) {
                return content;
            }
        }
        return Optional.empty();
    }

    private static Content inMode(TransferMode mode, Content content) throws IOException {
        return mode == TransferMode.NETASCII ? new NetasciiContent(content) : content;
    }
}
