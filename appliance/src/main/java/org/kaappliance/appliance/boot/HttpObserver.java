package org.kaappliance.appliance.boot;

import org.kaappliance.appliance.http.HttpFileEvent;
import org.kaappliance.appliance.http.HttpFileListener;
import org.kaappliance.appliance.http.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one log line a boot file that was fetched by HTTP, and tells which machine fetches what. */
public final class HttpObserver implements HttpFileListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.kaappliance.http");

    private final Transfers transfers;

    public HttpObserver(Transfers transfers) {
        this.transfers = transfers;
    }

    @Override
    public void on(HttpFileEvent event) {
        transfers.on(event);
        String client = event.client().getAddress().getHostAddress();
        String file = LogText.of(event.name());
        switch (event.kind()) {
            case DONE ->
                LOG.info(
                        "{} has {} ({} bytes in {} ms by HTTP)",
                        client,
                        file,
                        event.totalBytes(),
                        event.elapsed().toMillis());
            case BROKEN ->
                LOG.debug(
                        "{} does not have {}: it went away after {} of {} bytes",
                        client,
                        file,
                        event.sentBytes(),
                        event.totalBytes());
            case STARTED, PROGRESS -> LOG.trace("{} has {} bytes of {}", client, event.sentBytes(), file);
        }
    }
}
