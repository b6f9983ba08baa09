package org.kaappliance.appliance.cli;

import java.time.Duration;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Settings;
import picocli.CommandLine.Option;

/** How the streams of a clone reach the nodes. */
final class RoundOptions {
    @Option(
            names = {"-d", "--delay"},
            defaultValue = "0",
            paramLabel = "TENTHS",
            description = "for scripts of the original; nodes end one by one here, so only 0 is taken (see send -d)")
    private int delay;

    @Option(
            names = "--max-rate",
            paramLabel = "SIZE",
            description = "bytes a second that the chain may take, e.g. 50MiB (default: relay.max-rate)")
    private String maxRate;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description =
                    "how long to wait for the nodes, e.g. 90s, 10m (default: relay.node-wait; --standing: a minute at most,"
                            + " from the first one that comes)")
    private String wait;

    @Option(names = "--retries", description = "rounds that failed nodes get again (default: clone.retries)")
    private Integer retries;

    /** @param settings what holds where the command line says nothing */
    JobOrder.Rounds rounds(Settings.Clone settings) {
        if (delay != 0) {
            throw new UsageException(
                    "-d: the nodes of a clone job end one by one, as each has finished its disk; there is no"
                            + " common release to space out");
        }
        return new JobOrder.Rounds(
                maxRate == null ? 0 : size(maxRate),
                Durations.parse("--wait", wait).orElse(Duration.ZERO).toSeconds(),
                retries == null ? settings.retries() : retries);
    }

    private static long size(String text) {
        try {
            return ByteSize.parse(text).bytes();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--max-rate: " + e.getMessage());
        }
    }
}
