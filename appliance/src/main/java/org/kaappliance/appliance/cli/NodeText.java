package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A machine, as a row of the appliance has it, as lines for people. What machines said is shown without its control characters. */
final class NodeText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    static final String HEADER =
            String.format("%-16s %-10s %-18s %-11s %s", "NAME", "STATE", "STEP", "RATE", "LAST EVENT");

    private NodeText() {}

    /** {@code stage 1, 43 %, 5.12 MB/s}; empty for a machine that does nothing. */
    static String doing(JsonNode node) {
        String step = step(node);
        String rate = rate(node);
        return rate.isEmpty() ? step : step + ", " + rate;
    }

    /** {@code stage 1, 43 %}. */
    private static String step(JsonNode node) {
        return node.has("step")
                ? plain(node.path("step").asText()) + ", "
                        + node.path("percent").asInt() + " %"
                : "";
    }

    private static String rate(JsonNode node) {
        long rate = node.path("rate").asLong();
        return rate > 0 ? Amounts.rate(rate) : "";
    }

    /** One line under {@link #HEADER}. */
    static String row(JsonNode node) {
        return String.format(
                        "%-16s %-10s %-18s %-11s %s",
                        plain(node.path("name").asText()),
                        node.path("state").asText(),
                        step(node),
                        rate(node),
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
