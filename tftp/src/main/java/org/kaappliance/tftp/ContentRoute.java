package org.kaappliance.tftp;

import java.io.IOException;
import java.util.Optional;

/** One part of the virtual tree: claims a request by returning its content, or passes it to the next route. */
@FunctionalInterface
public interface ContentRoute {

    /**
     * Finds the content for a name. Called on the server's resolver threads, several at once; may block on files or a
     * database, never on the network. A read changes nothing: firmware asks two to ten times a boot.
     *
     * @return the content, or empty when this route knows no such name
     * @throws IOException when the name is this route's and cannot be read; the client is told so at once
     */
    Optional<Content> resolve(TftpRequest request) throws IOException;
}
