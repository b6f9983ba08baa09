package org.kaappliance.appliance.job;

import java.util.List;

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
        List<Row> nodes) {

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
