package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;

/**
 * What {@code receive} says at the end.
 *
 * @param remarks what else is to be known of the result, each a line
 * @param elapsed since the first parent; zero when there was none
 */
record ReceiveSummary(ReceiveSpec spec, ReceiveResult result, List<String> remarks, Duration elapsed) {
    String line() {
        String received = "received " + result.bytes() + " bytes, " + result.digest();
        return remarks.isEmpty() ? received : received + " (note: " + String.join("; ", remarks) + ")";
    }

    Optional<String> problem() {
        return result.error();
    }

    ObjectNode json() {
        ObjectNode summary = new ObjectMapper().createObjectNode();
        summary.put("session", spec.session())
                .put("node", spec.nodeId())
                .put("complete", result.complete())
                .put("bytes", result.bytes())
                .put("seconds", elapsed.toMillis() / 1000.0)
                .put("digest", result.digest())
                .put("error", result.error().orElse(null));
        ArrayNode notes = summary.putArray("remarks");
        remarks.forEach(notes::add);
        return summary;
    }
}
