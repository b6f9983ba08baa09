package org.kaappliance.appliance;

import java.net.Inet4Address;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.kaappliance.appliance.boot.DhcpObserver;
import org.kaappliance.appliance.boot.Transfer;
import org.kaappliance.appliance.boot.Transfers;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.job.JobSnapshot;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.MenuPolicy;
import org.kaappliance.pxemenu.NodeRecord;

/**
 * All machines as {@code nodes} and {@code status} show them. {@code step}, {@code percent}, {@code rate} (bytes a second) and {@code left} (seconds, 0 while not known) say what a machine
 * does just now ({@code inStage1}: it can be told commands): the file that it fetches, else its part in a running job; they are absent when it does nothing.
 */
final class NodeRows {
    private final Fleet fleet;
    private final MenuPolicy menus;
    private final DhcpObserver dhcp;
    private final Transfers transfers;
    private final Supplier<List<JobSnapshot>> jobs;
    private final Predicate<MacAddress> inStage1;

    /**
     * @param jobs all jobs as they stand
     * @param inStage1 whether the console of a machine is connected
     */
    NodeRows(
            Fleet fleet,
            MenuPolicy menus,
            DhcpObserver dhcp,
            Transfers transfers,
            Supplier<List<JobSnapshot>> jobs,
            Predicate<MacAddress> inStage1) {
        this.inStage1 = inStage1;
        this.fleet = fleet;
        this.menus = menus;
        this.dhcp = dhcp;
        this.transfers = transfers;
        this.jobs = jobs;
    }

    List<Map<String, Object>> of(List<NodeRecord> nodes) {
        Map<String, JobSnapshot.Row> atWork = atWork();
        Map<MacAddress, StoredNodes.Event> events = fleet.lastEvents();
        return nodes.stream()
                .map(node -> row(node, Optional.ofNullable(atWork.get(node.mac().toString())), events.get(node.mac())))
                .toList();
    }

    private Map<String, JobSnapshot.Row> atWork() {
        Map<String, JobSnapshot.Row> rows = new HashMap<>();
        jobs.get().stream()
                .filter(job -> job.state().equals("running"))
                .forEach(job -> job.nodes().forEach(row -> rows.put(row.mac(), row)));
        return rows;
    }

    private Map<String, Object> row(NodeRecord node, Optional<JobSnapshot.Row> job, StoredNodes.Event last) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("mac", node.mac().toString());
        row.put("name", node.name());
        row.put("state", node.state().name());
        row.put(
                "address",
                dhcp.addressOf(node.mac()).map(Inet4Address::getHostAddress).orElse(""));
        row.put("menu", menus.menuFor(node).defaultLabel());
        row.put("job", node.job().orElse(""));
        row.put("arming", node.arming().name());
        row.put("boots", node.boots());
        row.put("failures", node.failures());
        row.put("since", node.since().toEpochMilli());
        row.put("detail", node.detail());
        row.put("inStage1", inStage1.test(node.mac()));
        Optional<Transfer> transfer = transfers.of(node.mac());
        transfer.ifPresent(t -> row.put("transfer", transfer(t)));
        Optional<Transfer> running = transfer.filter(t -> t.phase() == Transfer.Phase.RUNNING);
        if (running.isPresent()) {
            doing(
                    row,
                    running.get().what(),
                    running.get().percent(),
                    running.get().rate(),
                    running.get().secondsLeft());
        } else if (node.state().hasReported() && job.isPresent()) {
            doing(
                    row,
                    job.get().step(),
                    job.get().percent(),
                    job.get().rate(),
                    job.get().left());
        }
        if (last != null) {
            row.put("event", event(last));
        }
        return row;
    }

    private static void doing(Map<String, Object> row, String step, int percent, long rate, long left) {
        row.put("step", step);
        row.put("percent", percent);
        row.put("rate", rate);
        row.put("left", left);
    }

    private static Map<String, Object> transfer(Transfer transfer) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("file", transfer.file());
        row.put("protocol", transfer.protocol().name());
        row.put("phase", transfer.phase().name());
        row.put("sent", transfer.sentBytes());
        row.put("size", transfer.sizeBytes());
        row.put("percent", transfer.percent());
        row.put("rate", transfer.rate());
        row.put("at", transfer.at().toEpochMilli());
        row.put("reason", transfer.reason());
        return row;
    }

    private static Map<String, Object> event(StoredNodes.Event event) {
        return Map.of("at", event.at().toEpochMilli(), "kind", event.kind(), "text", event.text());
    }
}
