package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.ReceiveSpec;

/**
 * What {@code receive} says at the end.
 *
 * @param elapsed since the first parent; zero when there was none
 */
record ReceiveSummary(ReceiveSpec spec, ReceiveResult result, Duration elapsed) {
    String line() {
        return "received " + result.bytes() + " bytes, " + result.digest();
    }

    Optional<String> problem() {
        return result.error();
    }

    ObjectNode json() {
        return new ObjectMapper()
                .createObjectNode()
                .put("session", spec.session())
                .put("node", spec.nodeId())
                .put("complete", result.complete())
                .put("bytes", result.bytes())
                .put("seconds", elapsed.toMillis() / 1000.0)
                .put("digest", result.digest())
                .put("error", result.error().orElse(null));
    }
}
