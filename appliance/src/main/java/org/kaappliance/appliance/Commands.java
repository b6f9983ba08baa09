package org.kaappliance.appliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.control.ControlHandler;
import org.kaappliance.appliance.control.ControlReply;
import org.kaappliance.appliance.job.JobBoard;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.appliance.job.JobSnapshot;
import org.kaappliance.pxemenu.Arming;

/** What the control socket can be asked. */
final class Commands implements ControlHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NodeCommands nodes;
    private final JobBoard jobs;
    private final DhcpCommands dhcpCommands;
    private final ConsoleCommands consoles;

    Commands(NodeCommands nodes, JobBoard jobs, DhcpCommands dhcpCommands, ConsoleCommands consoles) {
        this.consoles = consoles;
        this.nodes = nodes;
        this.jobs = jobs;
        this.dhcpCommands = dhcpCommands;
    }

    @Override
    public void handle(JsonNode request, ControlReply reply) throws IOException, ControlException {
        String command = request.path("command").asText();
        switch (command) {
            case "nodes" -> nodes.list(request, reply);
            case "node-add" -> nodes.add(request, reply);
            case "node-arm-plan" -> nodes.armPlan(request, reply);
            case "node-arm" -> nodes.arm(request, reply);
            case "node-disarm" -> nodes.disarm(request, reply);
            case "node-park" -> nodes.park(request, reply);
            case "node-local" -> nodes.local(request, reply);
            case "exec" -> consoles.exec(request, reply);
            case "events" -> nodes.events(request, reply);
            case "status" -> status(reply);
            case "dhcp-leases" -> dhcpCommands.leases(reply);
            case "dhcp-stats" -> dhcpCommands.stats(reply);
            case "dhcp-roles" -> dhcpCommands.roles(reply);
            case "clone-plan" -> plan(order(request), reply);
            case "clone-needs" -> needs(order(request), reply);
            case "clone" -> cloneNodes(order(request), reply);
            case "cancel" -> cancel(request, reply);
            default -> throw ControlException.usage("this appliance knows no command " + command);
        }
    }

    private void status(ControlReply reply) throws IOException {
        for (JobSnapshot job : jobs.snapshots()) {
            reply.line(job);
        }
        reply.end(0, jobs.snapshots().isEmpty() ? "no job has been started; 'clone' starts one" : "");
    }

    private void plan(JobOrder order, ControlReply reply) throws IOException, ControlException {
        PlanReply.send(jobs.plan(order), Optional.empty(), reply);
    }

    private void needs(JobOrder order, ControlReply reply) throws IOException, ControlException {
        reply.line(jobs.needs(order));
        reply.end(0, "");
    }

    private void cloneNodes(JobOrder order, ControlReply reply) throws IOException, ControlException {
        String id = jobs.start(order);
        if (order.arming() == Arming.STANDING) {
            reply.end(
                    0,
                    "job " + id
                            + " stands: its machines are armed, and armed again each time they have come up from their new"
                            + " disks; 'cancel " + id + "' ends it");
            return;
        }
        reply.line(Map.of("text", "job " + id + ": the nodes are armed; switch them on, they boot from the network"));
        try {
            JobSnapshot last = jobs.follow(id, reply::line);
            reply.end(last.state().equals("done") ? 0 : 1, "job " + id + ": " + last.detail());
        } catch (InterruptedException e) {
            reply.end(1, "the appliance is stopping; job " + id + " goes on when it starts again");
            Thread.currentThread().interrupt(); // not before: an interrupt closes the channel of the reply
        }
    }

    private void cancel(JsonNode request, ControlReply reply) throws IOException, ControlException {
        String id = request.path("job").asText();
        jobs.cancel(id);
        reply.end(0, "job " + id + " is being cancelled");
    }

    private static JobOrder order(JsonNode request) throws ControlException {
        try {
            return JSON.treeToValue(request.path("order"), JobOrder.class);
        } catch (JsonProcessingException e) {
            throw ControlException.usage("the order cannot be read: " + e.getOriginalMessage());
        }
    }
}
