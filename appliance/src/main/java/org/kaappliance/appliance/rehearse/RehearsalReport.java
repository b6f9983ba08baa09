package org.kaappliance.appliance.rehearse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a rehearsal ended.
 *
 * @param cloneExit the exit code of the clone job; empty when it did not end in time
 * @param cloneMessage what it said
 * @param time from the first machine's power-on to the end
 * @param directory where the evidence is
 */
public record RehearsalReport(
        List<Row> rows,
        Expectation expectation,
        Optional<Integer> cloneExit,
        String cloneMessage,
        Duration time,
        Path directory) {
    private static final String LINE = "%-8s %-10s %-22s %-26s %-26s %s";

    /**
     * One machine.
     *
     * @param screen its picture at the end, if one could be taken
     */
    record Row(MachineName machine, Findings findings, Optional<Path> screen) {}

    public RehearsalReport {
        rows = List.copyOf(rows);
    }

    /** True when the job ended well, and every machine came up. */
    public boolean isSuccess() {
        return cloneExit.filter(exit -> exit == 0).isPresent()
                && rows.stream()
                        .allMatch(row -> row.findings().failure(expectation).isEmpty());
    }

    /** A table, and a line for each thing that is missing. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                LINE, "machine", "cloned", "own disk", "asked for an address", "serial console", "screen"));
        rows.forEach(row -> lines.add(line(row)));
        lines.add("");
        if (cloneExit.filter(exit -> exit == 0).isEmpty()) {
            lines.add("the clone job did not end well: "
                    + (cloneMessage.isEmpty() ? "it was not over in time" : cloneMessage));
        }
        for (Row row : rows) {
            row.findings()
                    .failure(expectation)
                    .ifPresent(failure -> lines.add(row.machine().text() + ": " + failure));
        }
        lines.add((isSuccess() ? "OK: " : "FAILED: ") + rows.size() + (rows.size() == 1 ? " machine" : " machines")
                + " in " + time.toSeconds() + " s; consoles, pictures and logs: " + directory);
        return lines;
    }

    private static String line(Row row) {
        Findings seen = row.findings();
        return String.format(
                        LINE,
                        row.machine().text(),
                        seconds(seen.cloned()),
                        seconds(seen.started()) + (seen.started().isPresent() ? ", " + read(seen) : ""),
                        seconds(seen.asked()) + (seen.asked().isPresent() ? ", " + seen.address() : ""),
                        seconds(seen.prompted()) + (seen.prompted().isPresent() ? ", " + seen.login() : ""),
                        row.screen().map(file -> file.getFileName().toString()).orElse("-"))
                .stripTrailing();
    }

    private static String read(Findings seen) {
        return (seen.ownDisk().readBytes() >> 20) + " MiB read";
    }

    private static String seconds(Optional<Duration> time) {
        return time.map(t -> String.format(Locale.ROOT, "%d s", t.toSeconds())).orElse("no");
    }

    /** The same for programs; a time is in seconds since the machine was switched on, and absent when it did not happen. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ok", isSuccess());
        json.put("seconds", time.toSeconds());
        json.put("expect", expectation.name().toLowerCase(Locale.ROOT));
        cloneExit.ifPresent(exit -> json.put("cloneExit", exit));
        json.put("cloneMessage", cloneMessage);
        json.put("directory", directory.toString());
        json.put("machines", rows.stream().map(this::json).toList());
        return json;
    }

    private Map<String, Object> json(Row row) {
        Findings seen = row.findings();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", row.machine().text());
        json.put("mac", row.machine().mac().toString());
        json.put("strongest", seen.strongest());
        seen.cloned().ifPresent(time -> json.put("cloned", time.toSeconds()));
        seen.started().ifPresent(time -> json.put("started", time.toSeconds()));
        seen.asked().ifPresent(time -> json.put("asked", time.toSeconds()));
        seen.prompted().ifPresent(time -> json.put("prompted", time.toSeconds()));
        json.put("address", seen.address());
        json.put("login", seen.login());
        json.put("readBytes", seen.ownDisk().readBytes());
        json.put("writtenBytes", seen.ownDisk().writtenBytes());
        row.screen().ifPresent(file -> json.put("screen", file.toString()));
        seen.failure(expectation).ifPresent(failure -> json.put("failure", failure));
        return json;
    }
}
