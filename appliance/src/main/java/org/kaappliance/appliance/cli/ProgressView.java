package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shows how a job goes on: one line a node, repainted on a terminal; elsewhere a line when a node's step changes; or the
 * raw JSON.
 *
 * <p>A line of the appliance is {@code {"session","sent","total","limitedBy","nodes":[{"name","step","bytes","percent","rate","left"}]}}, or
 * {@code {"text"}} for a message.
 */
abstract class ProgressView {
    static ProgressView json() {
        return new ProgressView() {
            @Override
            void show(JsonNode line) {
                System.out.println(line);
            }
        };
    }

    static ProgressView forTerminal() {
        return System.console() == null ? new Steps(System.out) : new Repainted(System.out);
    }

    abstract void show(JsonNode line);

    /** Called once after the last line. */
    void finish() {}

    static String row(JsonNode node) {
        StringBuilder row = new StringBuilder();
        row.append(String.format(
                "%-16s %-12s", node.path("name").asText(), node.path("step").asText()));
        if (node.path("bytes").asLong() > 0) {
            row.append(String.format("%7.1f MiB", node.path("bytes").asLong() / 1048576.0));
        }
        if (node.has("percent")) {
            row.append(String.format("%4d %%", node.path("percent").asInt()));
        }
        if (node.path("rate").asLong() > 0) {
            row.append(String.format("%8.1f MiB/s", node.path("rate").asLong() / 1048576.0));
        }
        if (node.path("left").asLong() > 0) {
            row.append("  ")
                    .append(Amounts.time(Duration.ofSeconds(node.path("left").asLong())))
                    .append(" left");
        }
        if (!node.path("detail").asText().isEmpty()) {
            row.append("  ").append(node.path("detail").asText());
        }
        return row.toString();
    }

    /** One line whenever a node is in another step; what scripts and log files want. */
    private static final class Steps extends ProgressView {
        private final PrintStream out;
        private final Map<String, String> steps = new TreeMap<>();

        Steps(PrintStream out) {
            this.out = out;
        }

        @Override
        void show(JsonNode line) {
            if (line.has("text")) {
                out.println(line.path("text").asText());
            }
            for (JsonNode node : line.path("nodes")) {
                String step = node.path("step").asText() + node.path("detail").asText();
                if (!step.equals(steps.put(node.path("name").asText(), step))) {
                    out.println(row(node));
                }
            }
        }
    }

    /** One line a node, painted over by cursor movement (ECMA-48). */
    private static final class Repainted extends ProgressView {
        private final PrintStream out;
        private int painted;

        Repainted(PrintStream out) {
            this.out = out;
        }

        @Override
        void show(JsonNode line) {
            if (line.has("text")) {
                clear();
                out.println(line.path("text").asText());
            }
            if (line.has("nodes")) {
                clear();
                line.path("nodes").forEach(node -> out.println(row(node)));
                painted = line.path("nodes").size();
                String limit = line.path("limitedBy").asText();
                if (!limit.isEmpty()) {
                    out.println("limited by " + limit);
                    painted++;
                }
            }
            out.flush();
        }

        private void clear() {
            if (painted > 0) {
                out.print("\u001b[" + painted + "A\u001b[J");
                painted = 0;
            }
        }
    }
}
