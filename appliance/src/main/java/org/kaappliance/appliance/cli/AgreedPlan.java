package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.config.MacAddress;

/**
 * What the appliance says that it would do, as people see it and agree to it: those machines and disks, whatever names and patterns would mean
 * by then.
 */
final class AgreedPlan {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode end;
    private final JsonNode meant;
    private final List<String> text;

    private AgreedPlan(JsonNode end, JsonNode meant, List<String> text) {
        this.end = end;
        this.meant = meant;
        this.text = text;
    }

    /** A machine by its address and its name. */
    record Machine(String mac, String name) {}

    static AgreedPlan ask(ControlClient client, Map<String, ?> request) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        JsonNode end = client.ask(request, lines::add);
        return new AgreedPlan(
                end,
                lines.stream().filter(line -> line.has("nodes")).findFirst().orElseGet(JSON::createObjectNode),
                lines.stream()
                        .filter(line -> line.has("text"))
                        .map(line -> line.path("text").asText())
                        .toList());
    }

    /** 0, or the exit code of a refusal. */
    int exit() {
        return end.path("exit").asInt(1);
    }

    /** Why it was refused. */
    String message() {
        return end.path("message").asText();
    }

    void print(PrintStream out) {
        text.forEach(out::println);
    }

    List<MacAddress> nodes() {
        return texts("nodes").stream().map(MacAddress::parse).toList();
    }

    /** Of {@code nodes arm}: the job that is repeated. */
    String job() {
        return meant.path("job").asText();
    }

    /** What is made on each machine. */
    List<String> drives() {
        return texts("drives");
    }

    /** What was said of disks, by hardware addresses. */
    JobOrder.Disks disks() throws JsonProcessingException {
        return meant.has("disks")
                ? JSON.treeToValue(meant.get("disks"), JobOrder.Disks.class)
                : JobOrder.Disks.BY_CONNECTION;
    }

    /** The machines of which nobody has said a serial number yet. */
    List<Machine> unconfirmed() {
        List<Machine> machines = new ArrayList<>();
        meant.path("unconfirmed")
                .forEach(node -> machines.add(
                        new Machine(node.path("mac").asText(), node.path("name").asText())));
        return machines;
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        meant.path(name).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
