package org.kaappliance.appliance;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.appliance.control.ControlReply;
import org.kaappliance.appliance.job.JobBoard;

/** How a plan crosses the control socket: what it means first, then a line each of its text. */
final class PlanReply {
    private PlanReply() {}

    /** @param repeated the job that is done again */
    static void send(JobBoard.Plan plan, Optional<String> repeated, ControlReply reply) throws IOException {
        Map<String, Object> meant = new LinkedHashMap<>();
        repeated.ifPresent(job -> meant.put("job", job));
        meant.put("nodes", plan.order().machines().targets());
        meant.put("disks", plan.order().disks());
        meant.put("drives", plan.drives());
        List<Map<String, String>> unconfirmed = plan.unconfirmed().stream()
                .map(node -> Map.of("mac", node.mac().toString(), "name", node.name()))
                .toList();
        meant.put("unconfirmed", unconfirmed);
        reply.line(meant);
        if (repeated.isPresent()) {
            reply.line(Map.of("text", "as in job " + repeated.get() + ":"));
        }
        for (String line : plan.text()) {
            reply.line(Map.of("text", line));
        }
        reply.end(0, "");
    }
}
