package org.kaappliance.appliance.rehearse;

import java.time.Duration;
import java.util.Optional;

/**
 * What was seen of a machine. Times are since it was switched on.
 *
 * @param cloned when its disk was written, read back as the order says, and it was switched to it
 * @param started when it had read more from its disk after that than firmware and boot loader do
 * @param ownDisk what it read and wrote since it was cloned
 * @param asked when it asked for an address as an installed system does
 * @param address what it was given
 * @param prompted when its serial console asked for a user's name
 * @param login that line
 * @param trouble what went wrong
 */
record Findings(
        Optional<Duration> cloned,
        Optional<Duration> started,
        DiskUse ownDisk,
        Optional<Duration> asked,
        String address,
        Optional<Duration> prompted,
        String login,
        Optional<String> trouble) {

    /** The strongest sign, in words. */
    String strongest() {
        if (prompted.isPresent()) {
            return "login prompt on the serial console";
        }
        if (asked.isPresent()) {
            return "asked for an address";
        }
        if (started.isPresent()) {
            return "started from its own disk";
        }
        return cloned.isPresent() ? "cloned" : "not cloned";
    }

    /** Why this is no success; empty when it is one. */
    Optional<String> failure(Expectation expectation) {
        if (trouble.isPresent()) {
            return trouble;
        }
        if (cloned.isEmpty()) {
            return Optional.of("not cloned in time");
        }
        boolean up = asked.isPresent() || prompted.isPresent();
        return switch (expectation) {
            case UP ->
                up
                        ? Optional.empty()
                        : Optional.of(
                                started.isPresent()
                                        ? "started from its own disk, but neither asked for an address nor showed a login prompt on"
                                                + " the serial console (--expect disk, if it does neither on real machines)"
                                        : "did not start from its own disk");
            case DISK -> up || started.isPresent() ? Optional.empty() : Optional.of("did not start from its own disk");
        };
    }
}
