package org.kaappliance.appliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kaappliance.appliance.boot.DhcpObserver;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.control.ControlHandler;
import org.kaappliance.appliance.control.ControlReply;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.job.JobBoard;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.appliance.job.JobSnapshot;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.MenuPolicy;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.Transition;

/** What the control socket can be asked. */
final class Commands implements ControlHandler {
    private static final int EVENTS_SHOWN = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Fleet fleet;
    private final MenuPolicy menus;
    private final DhcpObserver dhcp;
    private final JobBoard jobs;
    private final DhcpCommands dhcpCommands;

    Commands(Fleet fleet, MenuPolicy menus, DhcpObserver dhcp, JobBoard jobs, DhcpCommands dhcpCommands) {
        this.dhcpCommands = dhcpCommands;
        this.fleet = fleet;
        this.menus = menus;
        this.dhcp = dhcp;
        this.jobs = jobs;
    }

    @Override
    public void handle(JsonNode request, ControlReply reply) throws IOException, ControlException {
        String command = request.path("command").asText();
        switch (command) {
            case "nodes" -> nodes(reply);
            case "node-add" -> addNode(request, reply);
            case "node-disarm" -> disarm(request, reply);
            case "events" -> events(request, reply);
            case "status" -> status(reply);
            case "dhcp-leases" -> dhcpCommands.leases(reply);
            case "dhcp-stats" -> dhcpCommands.stats(reply);
            case "dhcp-roles" -> dhcpCommands.roles(reply);
            case "clone-plan" -> plan(order(request), reply);
            case "clone" -> cloneNodes(order(request), reply);
            case "cancel" -> cancel(request, reply);
            default -> throw ControlException.usage("this appliance knows no command " + command);
        }
    }

    private void nodes(ControlReply reply) throws IOException {
        for (NodeRecord node : fleet.all()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("mac", node.mac().toString());
            row.put("name", node.name());
            row.put("state", node.state().name());
            row.put(
                    "address",
                    dhcp.addressOf(node.mac()).map(Inet4Address::getHostAddress).orElse(""));
            row.put("menu", menus.menuFor(node).defaultLabel());
            row.put("job", node.job().orElse(""));
            row.put("boots", node.boots());
            row.put("failures", node.failures());
            row.put("since", node.since().toEpochMilli());
            row.put("detail", node.detail());
            reply.line(row);
        }
        reply.end(0, "");
    }

    private void addNode(JsonNode request, ControlReply reply) throws IOException, ControlException {
        try {
            MacAddress mac = MacAddress.parse(request.path("mac").asText());
            String name = request.path("name").asText();
            if (fleet.isNameOfAnother(mac, name)) {
                throw ControlException.usage(
                        "another machine is called " + name + " already: see 'ka-appliance nodes'");
            }
            fleet.applyNow(mac, new NodeEvent.Registered(name));
            reply.end(0, mac + " is known as " + name);
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }

    private void disarm(JsonNode request, ControlReply reply) throws IOException, ControlException {
        NodeRecord node = node(request);
        Transition transition = jobs.disarm(node);
        if (transition.refused().isPresent()) {
            throw ControlException.failed(transition.refused().get());
        }
        reply.end(0, node.name() + " is " + transition.moved().orElseThrow().state());
    }

    private void events(JsonNode request, ControlReply reply) throws IOException, ControlException {
        for (StoredNodes.Event event : fleet.events(node(request).mac(), EVENTS_SHOWN)) {
            reply.line(Map.of("at", event.at().toEpochMilli(), "kind", event.kind(), "text", event.text()));
        }
        reply.end(0, "");
    }

    private NodeRecord node(JsonNode request) throws ControlException {
        String name = request.path("node").asText();
        return fleet.find(name).orElseThrow(() -> ControlException.failed("no machine is called " + name));
    }

    private void status(ControlReply reply) throws IOException {
        for (JobSnapshot job : jobs.snapshots()) {
            reply.line(job);
        }
        reply.end(0, jobs.snapshots().isEmpty() ? "no job has been started; 'clone' starts one" : "");
    }

    private void plan(JobOrder order, ControlReply reply) throws IOException, ControlException {
        for (String line : jobs.plan(order)) {
            reply.line(Map.of("text", line));
        }
        reply.end(0, "");
    }

    private void cloneNodes(JobOrder order, ControlReply reply) throws IOException, ControlException {
        String id = jobs.start(order);
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
