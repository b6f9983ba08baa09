package org.kaappliance.tftp;

import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listener as the server calls it: with printable names, and without its exceptions. */
final class SafeListener {
    private static final Logger LOG = LoggerFactory.getLogger(TftpListener.class);

    private final TftpListener listener;

    SafeListener(TftpListener listener) {
        this.listener = listener;
    }

    void refused(InetSocketAddress client, String name, String reason) {
        on(new TftpEvent.Failed(client, PrintableText.of(name), 0, PrintableText.of(reason)));
    }

    void on(TftpEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.error("the listener failed on {}", event, e);
        }
    }
}
