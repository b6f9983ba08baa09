package org.kaappliance.appliance.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;

/** What earlier jobs were told to do: {@code nodes arm} repeats it for other machines, or for the same again. */
public final class PastOrders {
    private final List<StoredJobs.Row> jobs;

    PastOrders(List<StoredJobs.Row> jobs) {
        this.jobs = jobs;
    }

    /** The order as that job had it; to what it means now nobody has agreed yet. @param job its number */
    public record Repeat(String job, JobOrder order) {
        /** With these serial numbers for machines, whatever they were in that job. */
        public Repeat confirming(Map<String, List<String>> serials) {
            JobOrder.Disks disks = order.disks();
            for (Map.Entry<String, List<String>> one : serials.entrySet()) {
                disks = disks.confirming(one.getKey(), one.getValue());
            }
            return new Repeat(job, order.with(disks));
        }

        /** With these golden drives agreed to; none when it is to be shown first. */
        public Repeat agreeing(List<String> drives) {
            return new Repeat(job, order.with(order.disks().agreeing(drives)));
        }
    }

    /**
     * The order of an earlier job, for these machines. How long a round waits is taken over only from a job of the same kind: one that stands
     * waits for others, one that is over when its nodes are cloned for all of them.
     *
     * @param job its number; empty for the one that was started last
     * @param arming of the new job: never taken over from the earlier one
     * @throws ControlException when there is no such job
     */
    public Repeat repeat(String job, List<MacAddress> macs, Arming arming) throws ControlException {
        StoredJobs.Row row = (job.isEmpty() ? last() : find(job)).orElseThrow(() -> ControlException.failed(none(job)));
        try {
            JobOrder order = StoredOrder.of(row);
            JobOrder again = order.arming() == arming ? order : order.waitingAsSet();
            return new Repeat(row.id(), again.onto(macs, arming)).agreeing(List.of());
        } catch (JsonProcessingException e) {
            throw ControlException.failed(
                    "the order of job " + row.id() + " cannot be read, use 'clone': " + e.getOriginalMessage());
        }
    }

    private Optional<StoredJobs.Row> last() {
        return jobs.stream().max(Comparator.comparing(row -> Integer.parseInt(row.id())));
    }

    private Optional<StoredJobs.Row> find(String job) {
        return jobs.stream().filter(row -> row.id().equals(job)).findFirst();
    }

    private static String none(String job) {
        return job.isEmpty()
                ? "nothing was cloned yet, so nothing says what these machines are to become: 'ka-appliance clone' says it, and"
                        + " arms them; 'nodes arm' repeats an earlier clone"
                : "there is no job " + job + ": see 'ka-appliance status'";
    }
}
