package org.kaappliance.appliance.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Locale;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.clientkit.golden.SourceChange;
import org.kaappliance.clientkit.golden.SourceChanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a job stands, as {@code clone} and {@code status} show it.
 *
 * @param t seconds since the job began
 * @param state {@code running}, {@code done} or {@code failed}
 * @param arming {@code once}, or {@code standing}: it runs until somebody ends it
 * @param session the relay session that is open; empty between two
 * @param sent bytes read from the session's source
 * @param total about how many there are; 0 while that is not known
 * @param limitedBy what limits the session, as a phrase; empty when there is none, or it is not known
 * @param source what changed in the golden system while it was read
 */
public record JobSnapshot(
        String id,
        double t,
        String state,
        String arming,
        String detail,
        String session,
        long sent,
        long total,
        String limitedBy,
        List<Row> nodes,
        Source source) {
    private static final Logger LOG = LoggerFactory.getLogger(JobSnapshot.class);

    /** Of a job that this run of the appliance has not seen: how it ended. */
    static JobSnapshot past(StoredJobs.Row row) {
        String state = row.state().name().toLowerCase(Locale.ROOT);
        return new JobSnapshot(row.id(), 0, state, arming(row), row.detail(), "", 0, 0, "", List.of(), Source.QUIET);
    }

    private static String arming(StoredJobs.Row row) {
        try {
            return StoredOrder.of(row).arming().name().toLowerCase(Locale.ROOT);
        } catch (JsonProcessingException e) {
            LOG.debug("the order of job {} cannot be read: {}", row.id(), e.getMessage());
            return "";
        }
    }

    /**
     * What changed in the golden system while it was read, the last time that it was.
     *
     * @param changed how many files
     * @param cut how many of them were cut short: the clones have zeros in place of their ends
     * @param files the first ones, each with what happened to it
     */
    public record Source(long changed, long cut, List<String> files) {
        static final Source QUIET = new Source(0, 0, List.of());
        private static final int NAMED = 100;

        static Source of(SourceChanges changes) {
            return new Source(
                    changes.count(),
                    changes.cut(),
                    changes.first().stream()
                            .limit(NAMED)
                            .map(SourceChange::toString)
                            .toList());
        }
    }

    /**
     * One node.
     *
     * @param state of its life, lower case
     * @param step what it is doing
     * @param bytes received of the content of the present session's stream
     * @param percent of the stream, 0 to 100
     * @param rate bytes a second
     * @param left seconds until it has all of the stream; 0 while that is not known
     */
    public record Row(
            String mac,
            String name,
            String state,
            String step,
            long bytes,
            int percent,
            long rate,
            long left,
            String detail) {}
}
