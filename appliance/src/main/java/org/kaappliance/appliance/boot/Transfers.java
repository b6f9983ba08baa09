package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.kaappliance.appliance.boot.Transfer.Phase;
import org.kaappliance.appliance.boot.Transfer.Protocol;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.http.HttpFileEvent;
import org.kaappliance.appliance.http.LogText;
import org.kaappliance.config.MacAddress;
import org.kaappliance.tftp.TftpEvent;

/**
 * What each known machine is fetching, or has fetched last. One entry a machine, and none for machines that nobody vouched for, so that
 * made-up clients take no memory. Thread-safe; told on event loops, asked on any thread.
 */
public final class Transfers {
    /** A machine that fetches stage 1 again and again writes this down once in a while. */
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(30);

    private final Fleet fleet;
    private final Function<Inet4Address, Optional<MacAddress>> whereabouts;
    private final InstantSource clock;
    private final Map<MacAddress, Transfer> latest = new ConcurrentHashMap<>();
    private volatile BiConsumer<MacAddress, String> completed = (mac, file) -> {};
    private final Map<MacAddress, Instant> noted = new ConcurrentHashMap<>();

    /** @param whereabouts which machine has an address; called on event loops: it must not block */
    public Transfers(Fleet fleet, Function<Inet4Address, Optional<MacAddress>> whereabouts, InstantSource clock) {
        this.fleet = fleet;
        this.whereabouts = whereabouts;
        this.clock = clock;
    }

    /** Hears which known machine has which file. @param listener called on event loops: it must not block */
    public void onCompleted(BiConsumer<MacAddress, String> listener) {
        completed = listener;
    }

    /** What the machine fetches, or fetched last since the appliance started. */
    public Optional<Transfer> of(MacAddress mac) {
        return Optional.ofNullable(latest.get(mac));
    }

    void on(TftpEvent event) {
        if (event instanceof TftpEvent.Started started) {
            heard(transfer(event, Phase.RUNNING, 0, Duration.ZERO, started.sizeBytes(), ""));
        } else if (event instanceof TftpEvent.Progress progress) {
            heard(transfer(event, Phase.RUNNING, progress.ackedBytes(), progress.elapsed(), progress.sizeBytes(), ""));
        } else if (event instanceof TftpEvent.Completed done) {
            heard(transfer(event, Phase.COMPLETED, done.sizeBytes(), done.elapsed(), done.sizeBytes(), ""));
        } else if (event instanceof TftpEvent.Failed failed) {
            heard(transfer(event, Phase.FAILED, failed.ackedBytes(), Duration.ZERO, 0, failed.reason()));
        } else if (event instanceof TftpEvent.Probed) {
            machine(event.client().getAddress())
                    .ifPresent(mac -> latest.computeIfPresent(
                            mac, (m, last) -> last.isOf(event.client(), event.name()) ? null : last));
        }
    }

    private Transfer transfer(
            TftpEvent event, Phase phase, long sentBytes, Duration elapsed, long sizeBytes, String reason) {
        return new Transfer(
                Protocol.TFTP,
                phase,
                event.client(),
                event.name(),
                sentBytes,
                elapsed,
                sizeBytes,
                clock.instant(),
                reason);
    }

    void on(HttpFileEvent event) {
        Phase phase = switch (event.kind()) {
            case STARTED, PROGRESS -> Phase.RUNNING;
            case DONE -> Phase.COMPLETED;
            case BROKEN -> Phase.FAILED;
        };
        heard(new Transfer(
                Protocol.HTTP,
                phase,
                event.client(),
                LogText.of(event.name()),
                event.sentBytes(),
                event.elapsed(),
                event.totalBytes(),
                clock.instant(),
                phase == Phase.FAILED ? "the client went away" : ""));
    }

    private void heard(Transfer now) {
        machine(now.client().getAddress()).ifPresent(mac -> {
            latest.merge(mac, now, Transfers::newer);
            if (now.phase() == Phase.COMPLETED) {
                completed.accept(mac, now.file());
            }
            if (now.phase() == Phase.COMPLETED && now.isStage1()) {
                note(mac, now);
            }
        });
    }

    /** Of several at once that is shown which began last, until it ends. */
    private static Transfer newer(Transfer last, Transfer now) {
        boolean isLast = last.isOf(now.client(), now.file());
        if (isLast
                && now.phase() == Phase.FAILED
                && now.sizeBytes() == 0) { // TFTP names neither size nor time of what failed
            return new Transfer(
                    now.protocol(),
                    now.phase(),
                    now.client(),
                    now.file(),
                    now.sentBytes(),
                    last.elapsed(),
                    last.sizeBytes(),
                    now.at(),
                    now.reason());
        }
        boolean begins = now.phase() == Phase.RUNNING && now.sentBytes() == 0;
        return isLast || begins || last.phase() != Phase.RUNNING ? now : last;
    }

    private void note(MacAddress mac, Transfer done) {
        Instant before = noted.get(mac);
        if (before == null || !done.at().isBefore(before.plus(BETWEEN_NOTES))) {
            noted.put(mac, done.at());
            fleet.note(mac, "STAGE1", "fetched by " + done.protocol() + " in " + done.elapsedText());
        }
    }

    private Optional<MacAddress> machine(InetAddress client) {
        return client instanceof Inet4Address address
                ? whereabouts.apply(address).filter(fleet::isKnown)
                : Optional.empty();
    }
}
