package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.pxemenu.NodeState;

/** The machines that are on, looked at again and again until no more is to be expected of any. */
final class MachineRoom {
    private final Map<VirtualMachine, MachineWatch> watches = new LinkedHashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final ControlClient appliance;
    private final CloneRun clone;
    private final Consumer<String> news;

    /** @param news gets a line when more is known of a machine */
    MachineRoom(
            List<VirtualMachine> machines,
            Expectation expectation,
            ControlClient appliance,
            CloneRun clone,
            Consumer<String> news) {
        machines.forEach(machine -> watches.put(machine, new MachineWatch(expectation)));
        this.appliance = appliance;
        this.clone = clone;
        this.news = news;
    }

    /** One look at each; true when all are over. */
    boolean look() throws IOException {
        Map<String, JsonNode> nodes = new HashMap<>();
        appliance.ask(
                Map.of("command", "nodes"), line -> nodes.put(line.path("mac").asText(), line));
        for (Map.Entry<VirtualMachine, MachineWatch> entry : watches.entrySet()) {
            if (!entry.getValue().isOver()) {
                VirtualMachine machine = entry.getKey();
                JsonNode node = nodes.get(machine.name().mac().toString());
                if (node != null) {
                    entry.getValue().see(look(machine, node));
                }
                tell(machine.name().text(), entry.getValue());
            }
            silence(entry.getKey());
        }
        return watches.values().stream().allMatch(MachineWatch::isOver);
    }

    /** A machine that is over still runs, and writes, while others are waited for. */
    private static void silence(VirtualMachine machine) throws IOException {
        if (machine.consoleBytes() > MachineWatch.CONSOLE_BYTES) {
            machine.close();
        }
    }

    private Look look(VirtualMachine machine, JsonNode node) throws IOException {
        Optional<String> ended = machine.ended();
        return new Look(
                Duration.between(machine.switchedOn(), Instant.now()),
                NodeState.valueOf(node.path("state").asText()),
                node.path("detail").asText(),
                node.path("address").asText(),
                machine.resets(),
                ended.isPresent() ? DiskUse.NONE : machine.diskUse(),
                machine.console(),
                ended,
                clone.exit());
    }

    private void tell(String name, MachineWatch watch) {
        Findings findings = watch.findings();
        if (findings.cloned().isEmpty() && findings.trouble().isEmpty()) {
            return;
        }
        String now = findings.trouble().orElseGet(findings::strongest);
        if (!now.equals(told.put(name, now))) {
            news.accept(name + ": " + now);
        }
    }

    /** What was seen of each, with a picture of its screen as it is now. */
    List<RehearsalReport.Row> rows() {
        List<RehearsalReport.Row> rows = new ArrayList<>();
        watches.forEach((machine, watch) ->
                rows.add(new RehearsalReport.Row(machine.name(), watch.findings(), picture(machine))));
        return rows;
    }

    private static Optional<Path> picture(VirtualMachine machine) {
        try {
            return Optional.of(machine.photograph());
        } catch (IOException e) {
            return Optional.empty(); // it is off
        }
    }
}
