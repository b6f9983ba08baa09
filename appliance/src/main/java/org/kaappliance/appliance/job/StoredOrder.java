package org.kaappliance.appliance.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.kaappliance.appliance.store.StoredJobs;

/** An order as it was stored. The first ones had all in one object, under the names that are now in the parts. */
final class StoredOrder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, List<String>> BEFORE_PARTS = Map.of(
            "machines", List.of("nodes", "targets", "arming"),
            "golden", List.of("source", "drives", "excludedDirs", "excludedDrives", "raw"),
            "finish", List.of("bootLoader", "verify"),
            "rounds", List.of("maxBytesPerSecond", "waitSeconds", "retries"));

    private final JsonNode json;

    StoredOrder(JsonNode json) {
        this.json = json;
    }

    /** The order of a stored job. */
    static JobOrder of(StoredJobs.Row row) throws JsonProcessingException {
        return JSON.readValue(row.order(), JobOrder.class);
    }

    /** As a job keeps it. */
    static String text(JobOrder order) {
        try {
            return JSON.writeValueAsString(order);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an order of strings and numbers is always JSON", e);
        }
    }

    /** Java's null when there is none. */
    <T> T part(String name, Class<T> type) throws JsonProcessingException {
        JsonNode part = json.has("source") ? gathered(name) : json.get(name);
        return part == null ? null : JSON.treeToValue(part, type);
    }

    private JsonNode gathered(String part) {
        ObjectNode gathered = JSON.createObjectNode();
        BEFORE_PARTS.getOrDefault(part, List.of()).stream()
                .filter(json::has)
                .forEach(name -> gathered.set(name, json.get(name)));
        return gathered;
    }
}
