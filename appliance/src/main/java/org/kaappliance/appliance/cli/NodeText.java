package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.pxemenu.NodeState;

/** A machine, as a row of the appliance has it, as lines for people. What machines said is shown without its control characters. */
final class NodeText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    /** Of so many machines each has a line. */
    static final int FEW = 40;

    private static final Set<String> AT_REST = Set.of("UNKNOWN", "KNOWN", "VERIFIED");

    /** What a machine does that has failed for good, and can be told commands. */
    private static final String IN_STAGE_1 = "stays in stage 1";

    static final String HEADER =
            String.format("%-16s %-10s %-18s %-11s %-7s %s", "NAME", "STATE", "STEP", "RATE", "LEFT", "LAST EVENT");

    private NodeText() {}

    /** {@code stage 1, 43 %, 5.12 MB/s, 0:12 left}; empty for a machine that does nothing. */
    static String doing(JsonNode node) {
        String left = left(node);
        return Stream.of(step(node), rate(node), left.isEmpty() ? "" : left + " left")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** {@code stage 1, 43 %}. */
    private static String step(JsonNode node) {
        if (node.has("step")) {
            return plain(node.path("step").asText()) + ", "
                    + node.path("percent").asInt() + " %";
        }
        boolean parked = node.path("state").asText().equals("PARKED");
        return parked && node.path("inStage1").asBoolean() ? IN_STAGE_1 : "";
    }

    private static String rate(JsonNode node) {
        long rate = node.path("rate").asLong();
        return rate > 0 ? Amounts.rate(rate) : "";
    }

    private static String left(JsonNode node) {
        long left = node.path("left").asLong();
        return left > 0 ? Amounts.time(Duration.ofSeconds(left)) : "";
    }

    /** {@code node07 52:54:00:77:00:07 10.0.1.117: RECEIVING for job 3 (standing), boots kamethod, receive, 43 %, 88 MB/s, 0:12 left}. */
    static String machine(JsonNode node) {
        String job = node.path("job").asText();
        String standing = node.path("arming").asText().equals("STANDING") ? " (standing)" : "";
        String detail = plain(node.path("detail").asText());
        String who = Stream.of("name", "mac", "address")
                .map(key -> plain(node.path(key).asText()))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
        String how = Stream.of(
                        node.path("state").asText() + (job.isEmpty() ? "" : " for job " + job + standing),
                        "boots " + node.path("menu").asText(),
                        doing(node),
                        detail)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        return who + ": " + how;
    }

    /** {@code 1000 machines: 940 KNOWN, 58 DONE, 2 PARKED}, the states in the order of a life. */
    static String summary(List<JsonNode> nodes) {
        Map<String, Long> counts = nodes.stream()
                .collect(Collectors.groupingBy(node -> node.path("state").asText(), Collectors.counting()));
        return nodes.size()
                + (nodes.size() == 1 ? " machine: " : " machines: ")
                + Stream.of(NodeState.values())
                        .filter(state -> counts.containsKey(state.name()))
                        .map(state -> counts.get(state.name()) + " " + state)
                        .collect(Collectors.joining(", "));
    }

    /** True for a machine that boots its own disk and has nothing else to do: in a large fleet nobody wants to read of it. */
    static boolean isAtRest(JsonNode node) {
        return step(node).isEmpty() && AT_REST.contains(node.path("state").asText());
    }

    /** One line under {@link #HEADER}. */
    static String row(JsonNode node) {
        return String.format(
                        "%-16s %-10s %-18s %-11s %-7s %s",
                        plain(node.path("name").asText()),
                        node.path("state").asText(),
                        step(node),
                        rate(node),
                        left(node),
                        event(node.path("event")))
                .stripTrailing();
    }

    private static String event(JsonNode event) {
        return event.has("at")
                ? time(Instant.ofEpochMilli(event.path("at").asLong())) + " "
                        + plain(event.path("text").asText())
                : "";
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    /** {@code job 7: running, kainstall2-7, 43 %, limited by the source}. */
    static String job(JsonNode job) {
        StringBuilder line = new StringBuilder(
                "job " + job.path("id").asText() + ": " + job.path("state").asText());
        if (job.path("arming").asText().equals("standing")) {
            line.append(", standing");
        }
        String session = job.path("session").asText();
        if (!session.isEmpty()) {
            line.append(", ").append(session);
        }
        long total = job.path("total").asLong();
        if (!session.isEmpty() && total > 0) {
            line.append(", ")
                    .append(Math.min(100, job.path("sent").asLong() * 100 / total))
                    .append(" %");
        }
        if (!job.path("limitedBy").asText().isEmpty()) {
            line.append(", limited by ").append(plain(job.path("limitedBy").asText()));
        }
        if (!job.path("detail").asText().isEmpty()) {
            line.append(", ").append(plain(job.path("detail").asText()));
        }
        return line.toString();
    }

    /** True for a machine that somebody vouched for. */
    static boolean isKnown(JsonNode node) {
        return !node.path("state").asText().equals("UNKNOWN");
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
