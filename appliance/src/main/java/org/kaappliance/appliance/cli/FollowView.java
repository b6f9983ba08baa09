package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What {@code status --follow} shows: a table that is painted over on a terminal, elsewhere a line when something changes. */
abstract class FollowView {
    private static final int PERCENT_STEP = 10;

    /** @param size asked before each painting: terminals change theirs */
    static FollowView painted(PrintStream out, Supplier<Terminal.Size> size) {
        return new Painted(out, size);
    }

    /**
     * One line for each machine at first, of many only for those that do something or wait for somebody; then one when its state, its step, its last event or the tens of its percent change.
     */
    static FollowView logged(PrintStream out) {
        return new Logged(out);
    }

    /** @param jobs all of them, oldest first @param nodes all machines, by name */
    abstract void show(List<JsonNode> jobs, List<JsonNode> nodes, Instant now);

    private static boolean isRunning(JsonNode job) {
        return job.path("state").asText().equals("running");
    }

    private static final class Logged extends FollowView {
        private final PrintStream out;
        private final Map<String, String> seen = new HashMap<>();
        private String summary = "";

        Logged(PrintStream out) {
            this.out = out;
        }

        @Override
        void show(List<JsonNode> jobs, List<JsonNode> nodes, Instant now) {
            for (JsonNode job : jobs) {
                String id = job.path("id").asText();
                String key = job.path("state").asText() + job.path("session").asText();
                if ((isRunning(job) || seen.containsKey("job " + id)) && isNews("job " + id, key)) {
                    out.println(NodeText.time(now) + "  " + NodeText.job(job));
                }
            }
            List<JsonNode> known = nodes.stream().filter(NodeText::isKnown).toList();
            boolean isFirstOfMany = summary.isEmpty() && known.size() > NodeText.FEW;
            summarize(known, now);
            for (JsonNode node : known) {
                boolean isNews = isNews(node.path("mac").asText(), key(node));
                if (isNews && !(isFirstOfMany && NodeText.isAtRest(node))) {
                    out.println(NodeText.time(now) + "  " + NodeText.row(node));
                }
            }
            out.flush();
        }

        /** Of many machines, whenever one of the numbers has changed. */
        private void summarize(List<JsonNode> known, Instant now) {
            String text = NodeText.summary(known);
            if (known.size() > NodeText.FEW && !text.equals(summary)) {
                out.println(NodeText.time(now) + "  " + text);
            }
            summary = text;
        }

        private boolean isNews(String who, String what) {
            return !what.equals(seen.put(who, what));
        }

        private static String key(JsonNode node) {
            return String.join(
                    "/",
                    node.path("name").asText(),
                    node.path("state").asText(),
                    node.path("step").asText(),
                    Integer.toString(node.path("percent").asInt() / PERCENT_STEP),
                    node.path("event").toString());
        }
    }

    private static final class Painted extends FollowView {
        private static final String ERASE_LINE = "\u001b[K"; // ECMA-48 EL, and ED, CUU below
        private static final String ERASE_BELOW = "\u001b[J";

        private final PrintStream out;
        private final Supplier<Terminal.Size> size;
        private int painted;

        Painted(PrintStream out, Supplier<Terminal.Size> size) {
            this.out = out;
            this.size = size;
        }

        @Override
        void show(List<JsonNode> jobs, List<JsonNode> nodes, Instant now) {
            Terminal.Size window = size.get();
            List<String> lines = lines(jobs, nodes, window.rows() - 1);
            StringBuilder text = new StringBuilder();
            if (painted > 0) {
                text.append("\u001b[")
                        .append(Math.min(painted, window.rows() - 1))
                        .append('A');
            }
            for (String line : lines) {
                text.append('\r')
                        .append(cut(line, window.columns()))
                        .append(ERASE_LINE)
                        .append('\n');
            }
            out.print(text.append(ERASE_BELOW));
            out.flush();
            painted = lines.size();
        }

        /** As many as there is room for; who does something comes first when not all can be shown. */
        private static List<String> lines(List<JsonNode> jobs, List<JsonNode> nodes, int room) {
            List<String> lines = new ArrayList<>();
            jobs.stream().filter(FollowView::isRunning).map(NodeText::job).forEach(lines::add);
            List<JsonNode> known =
                    new ArrayList<>(nodes.stream().filter(NodeText::isKnown).toList());
            if (lines.size() + 1 + known.size() > room) {
                lines.add(NodeText.summary(known));
                known.sort(Comparator.comparing((JsonNode node) -> !node.has("step"))
                        .thenComparing(NodeText::isAtRest));
            }
            lines.add(NodeText.HEADER);
            known.forEach(node -> lines.add(NodeText.row(node)));
            if (lines.size() > room && room > 0) {
                int hidden = lines.size() - room + 1;
                lines.subList(room - 1, lines.size()).clear();
                lines.add("and " + hidden + " more");
            }
            return lines;
        }

        private static String cut(String line, int columns) {
            return line.length() < columns ? line : line.substring(0, columns - 1);
        }
    }
}
