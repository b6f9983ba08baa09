package org.kaappliance.appliance.boot;

import java.time.InstantSource;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.tftp.TftpEvent;
import org.kaappliance.tftp.TftpListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one log line a boot file, and tells which machine fetches what. */
public final class TftpObserver implements TftpListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.kaappliance.tftp");

    private final RepeatedWarning warnings = new RepeatedWarning();
    private final Transfers transfers;
    private final InstantSource clock;

    public TftpObserver(Transfers transfers, InstantSource clock) {
        this.transfers = transfers;
        this.clock = clock;
    }

    @Override
    public void on(TftpEvent event) {
        transfers.on(event);
        String client = event.client().getAddress().getHostAddress();
        if (event instanceof TftpEvent.Completed done) {
            LOG.info(
                    "{} has {} ({} bytes in {} ms, {} packets again)",
                    client,
                    done.name(),
                    done.sizeBytes(),
                    done.elapsed().toMillis(),
                    done.resentPackets());
        } else if (event instanceof TftpEvent.Failed failed) {
            warnings.pass(client + " does not have " + failed.name() + ": " + failed.reason(), clock.instant())
                    .ifPresent(LOG::warn);
        } else if (event instanceof TftpEvent.Progress progress) {
            LOG.debug(
                    "{} has {} of {} bytes of {}",
                    client,
                    progress.ackedBytes(),
                    progress.sizeBytes(),
                    progress.name());
        } else if (event instanceof TftpEvent.Missing) {
            LOG.debug("{} asked for {}, which is not here", client, event.name());
        }
    }
}
