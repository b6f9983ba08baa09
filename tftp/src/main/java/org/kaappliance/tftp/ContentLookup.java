package org.kaappliance.tftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the routes for a name, on a resolver thread. */
final class ContentLookup {
    private static final Logger LOG = LoggerFactory.getLogger(ContentLookup.class);

    /** What the routes said. */
    sealed interface Answer {
        /** @param content in the mode that was asked for */
        record Found(Content content) implements Answer {}

        record Missing() implements Answer {}

        record Unreadable(String reason) implements Answer {}
    }

    private final List<ContentRoute> routes;

    ContentLookup(List<ContentRoute> routes) {
        this.routes = List.copyOf(routes);
    }

    Answer find(InetSocketAddress client, TftpPacket.ReadRequest packet) {
        try {
            Optional<Content> content = ask(new TftpRequest(packet.name(), client));
            return content.isEmpty() ? new Answer.Missing() : new Answer.Found(inMode(packet.mode(), content.get()));
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
