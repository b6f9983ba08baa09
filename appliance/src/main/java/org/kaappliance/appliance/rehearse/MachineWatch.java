package org.kaappliance.appliance.rehearse;

import java.time.Duration;
import java.util.Optional;
import org.kaappliance.pxemenu.NodeState;

/**
 * What becomes of one machine, look by look: whether it was cloned, came up from its own disk, and when no more is to be expected of it. Nothing is put
 * into the clone to find that out: what counts is what the appliance was told and asked, what the machine reads from its disk, and its serial console. Pure.
 */
final class MachineWatch {
    /** Firmware and boot loaders read less than that, kernels and systems more. */
    private static final long SYSTEM_BYTES = 4 << 20;

    /** A system that runs reads and writes a little all the time. */
    private static final long ACTIVE_BYTES = 1 << 20;

    /** Quiet for so long after a sign of life: no other one comes. */
    private static final Duration REST = Duration.ofSeconds(30);

    /** For the other sign, however busy the machine is. */
    private static final Duration OTHER_SIGN = Duration.ofMinutes(2);

    /** Quiet for so long without one: systems wait a minute or two for an address, and emulated ones compute for long. */
    private static final Duration LONG_REST = Duration.ofMinutes(4);

    /** Of its console: no system writes that much while it comes up, and it would go on until the host's disk is full. */
    static final long CONSOLE_BYTES = 64 << 20;

    /** One leads from stage 1 to the disk, one more may be the system's own first start. */
    private static final int STARTS = 4;

    private final Expectation expectation;
    private Optional<Duration> cloned = Optional.empty();
    private Optional<Duration> started = Optional.empty();
    private Optional<Duration> asked = Optional.empty();
    private Optional<Duration> prompted = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private String address = "";
    private String login = "";
    private DiskUse whenCloned = DiskUse.NONE;
    private DiskUse ownDisk = DiskUse.NONE;
    private long consoleWhenCloned;
    private int resetsWhenCloned;
    private long activeBytes;
    private long activeConsole;
    private Duration active = Duration.ZERO;
    private boolean over;

    MachineWatch(Expectation expectation) {
        this.expectation = expectation;
    }

    void see(Look look) {
        if (look.console().bytes() > CONSOLE_BYTES) {
            trouble = Optional.of("it wrote more than " + (CONSOLE_BYTES >> 20) + " MiB to its serial console");
            over = true;
            return;
        }
        if (look.ended().isPresent()) {
            trouble = look.ended();
            over = true;
            return;
        }
        noticeActivity(look);
        if (cloned.isEmpty() && isCloned(look.state())) {
            cloned = Optional.of(look.at());
            active = look.at();
            whenCloned = look.disk();
            consoleWhenCloned = look.console().bytes();
            resetsWhenCloned = look.resets();
        }
        if (cloned.isPresent()) {
            ownSystem(look);
        } else {
            notCloned(look);
        }
    }

    private static boolean isCloned(NodeState state) {
        return state == NodeState.DONE || state == NodeState.VERIFIED;
    }

    private void noticeActivity(Look look) {
        long bytes = look.disk().readBytes() + look.disk().writtenBytes();
        long console = look.console().bytes();
        if (bytes - activeBytes > ACTIVE_BYTES || console != activeConsole) {
            activeBytes = bytes;
            activeConsole = console;
            active = look.at();
        }
    }

    private void notCloned(Look look) {
        boolean jobOver = look.job().isPresent() && !look.state().hasReported();
        if (look.state() == NodeState.PARKED || jobOver) {
            trouble = Optional.of("not cloned: "
                    + (look.detail().isEmpty() ? "the job is over, and it is " + look.state() : look.detail()));
            over = true;
        }
    }

    private void ownSystem(Look look) {
        ownDisk = look.disk().since(whenCloned);
        if (started.isEmpty() && ownDisk.readBytes() >= SYSTEM_BYTES) {
            started = Optional.of(look.at());
        }
        if (asked.isEmpty() && look.state() == NodeState.VERIFIED) {
            asked = Optional.of(look.at());
            active = look.at();
            address = look.address();
        }
        ConsoleText console = new ConsoleText(look.console().since(consoleWhenCloned));
        if (prompted.isEmpty() && console.login().isPresent()) {
            prompted = Optional.of(look.at());
            login = console.login().get();
        }
        trouble = console.trouble().or(() -> trouble);
        if (look.resets() - resetsWhenCloned >= STARTS) {
            trouble = Optional.of(
                    "starts again and again" + trouble.map(t -> ": " + t).orElse(""));
            over = true;
        }
        over |= nothingMoreComes(look.at());
    }

    private boolean nothingMoreComes(Duration now) {
        if (asked.isPresent() && prompted.isPresent()) {
            return true;
        }
        Duration quiet = now.minus(active);
        Optional<Duration> sign = asked.or(() -> prompted);
        if (sign.isPresent()) {
            return quiet.compareTo(REST) >= 0 || now.minus(sign.get()).compareTo(OTHER_SIGN) >= 0;
        }
        boolean enough = trouble.isPresent() || expectation == Expectation.DISK && started.isPresent();
        return quiet.compareTo(enough ? REST : LONG_REST) >= 0;
    }

    /** True when no more is to be expected of this machine. */
    boolean isOver() {
        return over;
    }

    Findings findings() {
        return new Findings(cloned, started, ownDisk, asked, address, prompted, login, trouble);
    }
}
