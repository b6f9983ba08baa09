package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;

/**
 * What is to be done, as the rehearsal's appliance sees it.
 *
 * @param order of the clone
 * @param text the clone's plan, one line each
 * @param room that it takes
 */
public record RehearsalPlan(JobOrder order, int machines, VirtualHardware hardware, Room room, List<String> text) {
    private static final long MIB = 1 << 20;

    /** The last part of a clone's plan. */
    private static final String MACHINES_OF_A_CLONE = "+ Nodes,";

    public RehearsalPlan {
        text = List.copyOf(text);
    }

    /** @throws IOException with every reason why this cannot be cloned */
    static RehearsalPlan of(ControlClient appliance, JobOrder order, Rehearsal.Request request) throws IOException {
        List<String> text = new ArrayList<>();
        ask(appliance, "clone-plan", order, line -> {
            if (line.has("text")) {
                text.add(line.path("text").asText());
            }
        });
        Map<String, Long> smallest = new LinkedHashMap<>();
        long[] content = new long[1];
        ask(appliance, "clone-needs", order, line -> {
            content[0] = line.path("contentBytes").asLong();
            line.path("smallestMib")
                    .properties()
                    .forEach(e -> smallest.put(e.getKey(), e.getValue().asLong()));
        });
        Function<String, OptionalLong> golden =
                order.golden().source().equals("/") ? DiskSizes::ofThisHost : drive -> OptionalLong.empty();
        VirtualHardware hardware = new VirtualHardware(
                request.firmware(),
                request.card(),
                request.memoryMib(),
                DiskSizes.of(smallest, request.diskSizes(), golden));
        int machines = order.machines().nodes();
        return new RehearsalPlan(order, machines, hardware, Room.of(machines, request.memoryMib(), content[0]), text);
    }

    private static void ask(ControlClient appliance, String command, JobOrder order, Consumer<JsonNode> lines)
            throws IOException {
        JsonNode end = appliance.ask(Map.of("command", command, "order", order), lines);
        if (end.path("exit").asInt() != 0) {
            throw new IOException(end.path("message").asText());
        }
    }

    /** The clone's plan, and behind it the machines, in the place of those whose drives a real clone erases. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(text.stream()
                .takeWhile(line -> !line.startsWith(MACHINES_OF_A_CLONE))
                .toList());
        lines.add("+ Rehearsed on " + machines + " virtual " + (machines == 1 ? "machine" : "machines") + " with "
                + hardware.firmware().text() + ", " + hardware.memoryMib() + " MiB of memory each and these disks :");
        hardware.disks()
                .forEach(disk -> lines.add("     " + disk.drive() + " " + disk.bytes() / MIB + " MiB, "
                        + disk.bus().name()));
        return lines;
    }
}
