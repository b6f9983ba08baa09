package org.kaappliance.appliance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.control.ControlReply;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.fleet.NodeSelection;
import org.kaappliance.appliance.job.JobBoard;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.appliance.job.PastOrders;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.pxemenu.Transition;

/** What the control socket can be asked about machines, and told to do with them. */
final class NodeCommands {
    private static final int EVENTS_SHOWN = 200;

    private final Fleet fleet;
    private final NodeSelection selection;
    private final JobBoard jobs;
    private final NodeRows rows;

    NodeCommands(Fleet fleet, NodeSelection selection, JobBoard jobs, NodeRows rows) {
        this.fleet = fleet;
        this.selection = selection;
        this.jobs = jobs;
        this.rows = rows;
    }

    /** All machines, or those that the request names. */
    void list(JsonNode request, ControlReply reply) throws IOException, ControlException {
        List<NodeRecord> nodes = request.path("nodes").isEmpty() ? fleet.all() : selected(request);
        for (Map<String, Object> row : rows.of(nodes)) {
            reply.line(row);
        }
        reply.end(0, "");
    }

    void add(JsonNode request, ControlReply reply) throws IOException, ControlException {
        try {
            MacAddress mac = MacAddress.parse(request.path("mac").asText());
            String name = request.path("name").asText();
            if (selection.isGroup(name)) {
                throw ControlException.usage(name + " is a group of machines in the settings: take another name");
            }
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

    void events(JsonNode request, ControlReply reply) throws IOException, ControlException {
        String name = request.path("node").asText();
        NodeRecord node = fleet.find(name).orElseThrow(() -> ControlException.failed("no machine is called " + name));
        for (StoredNodes.Event event : fleet.events(node.mac(), EVENTS_SHOWN)) {
            reply.line(Map.of("at", event.at().toEpochMilli(), "kind", event.kind(), "text", event.text()));
        }
        reply.end(0, "");
    }

    void disarm(JsonNode request, ControlReply reply) throws IOException, ControlException {
        switchEach(request, reply, jobs::disarm);
    }

    void park(JsonNode request, ControlReply reply) throws IOException, ControlException {
        switchEach(request, reply, jobs::park);
    }

    void local(JsonNode request, ControlReply reply) throws IOException, ControlException {
        switchEach(request, reply, jobs::bootLocally);
    }

    /** Each machine is switched, durably, before its line is sent; those that refuse do not hold up the others. */
    private void switchEach(JsonNode request, ControlReply reply, Function<NodeRecord, Transition> how)
            throws IOException, ControlException {
        List<String> refused = new ArrayList<>();
        List<NodeRecord> nodes = selected(request);
        for (NodeRecord node : nodes) {
            Transition transition = how.apply(node);
            transition.refused().ifPresent(refused::add);
            NodeState state = transition.moved().map(NodeRecord::state).orElse(node.state());
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("mac", node.mac().toString());
            line.put("name", node.name());
            line.put("state", state.name());
            line.put("refused", transition.refused().orElse(""));
            reply.line(line);
        }
        reply.end(
                refused.isEmpty() ? 0 : 1,
                refused.isEmpty() ? "" : refused.size() + " of " + nodes.size() + " refused");
    }

    /** What {@code arm} would do: its job and machines first, then a line each of the plan. Touches nothing. */
    void armPlan(JsonNode request, ControlReply reply) throws IOException, ControlException {
        PastOrders.Repeat repeat = repeat(request);
        PlanReply.send(jobs.plan(repeat.order()), Optional.of(repeat.job()), reply);
    }

    /** Arms all of them for a new job, which is durable before it is said, or none. */
    void arm(JsonNode request, ControlReply reply) throws IOException, ControlException {
        PastOrders.Repeat repeat = repeat(request);
        String id = jobs.start(repeat.order());
        for (String mac : repeat.order().machines().targets()) {
            NodeRecord node = fleet.find(MacAddress.parse(mac)).orElseThrow();
            reply.line(Map.of(
                    "mac", mac, "name", node.name(), "state", node.state().name(), "job", id));
        }
        reply.end(
                0,
                "job " + id + ", as job " + repeat.job() + ": "
                        + repeat.order().machines().nodes() + armed(repeat.order(), id)
                        + "; switch them on, they boot from the network, and 'status --follow' shows how far they are");
    }

    private static String armed(JobOrder order, String job) {
        return switch (order.arming()) {
            case ONCE -> " armed";
            case STANDING -> " armed, and armed again after each clone until 'cancel " + job + "'";
        };
    }

    private PastOrders.Repeat repeat(JsonNode request) throws ControlException {
        List<NodeRecord> nodes = selected(request);
        for (NodeRecord node : nodes) {
            if (node.state() == NodeState.UNKNOWN) {
                throw ControlException.failed(
                        node.mac() + " is unknown, and an unknown machine is never armed: 'nodes add' names it");
            }
        }
        PastOrders.Repeat repeat = jobs.pastOrders()
                .repeat(
                        request.path("job").asText(),
                        nodes.stream().map(NodeRecord::mac).toList(),
                        request.path("standing").asBoolean() ? Arming.STANDING : Arming.ONCE);
        return repeat.confirming(serials(request.path("confirmed"))).agreeing(texts(request.path("drives")));
    }

    /** By hardware address, under which an earlier job's are kept, where a text means one machine. */
    private Map<String, List<String>> serials(JsonNode confirmed) {
        Map<String, List<String>> serials = new LinkedHashMap<>();
        confirmed
                .properties()
                .forEach(node -> serials.computeIfAbsent(single(node.getKey()), key -> new ArrayList<>())
                        .addAll(texts(node.getValue())));
        return serials;
    }

    /** What means no machine, or several, stays as it is: the check of the order says so. */
    private String single(String text) {
        try {
            List<NodeRecord> meant = selection.of(List.of(text), fleet.all());
            return meant.size() == 1 ? meant.get(0).mac().toString() : text;
        } catch (IllegalArgumentException noneOfThem) {
            return text;
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    List<NodeRecord> selected(JsonNode request) throws ControlException {
        List<String> patterns = texts(request.path("nodes"));
        if (patterns.isEmpty()) {
            throw ControlException.usage("which machines? Names, hardware addresses, groups, node[01-16] or node*");
        }
        try {
            return selection.of(patterns, fleet.all());
        } catch (IllegalArgumentException e) {
            throw ControlException.failed(e.getMessage());
        }
    }
}
