package org.kaappliance.appliance.migrate;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads the statements that stand for all clients only: who is served, address checks, and the daemon's own business. */
final class ServerReader {
    /** What the appliance does, or has no need of, without a setting. */
    private static final Map<String, String> NO_NEED = Map.ofEntries(
            Map.entry("ddns-update-style none", "there is no dynamic DNS here"),
            Map.entry("ddns-updates off", "there is no dynamic DNS here"),
            Map.entry("ddns-updates false", "there is no dynamic DNS here"),
            Map.entry("allow booting", "always so"),
            Map.entry("allow bootp", "always so"),
            Map.entry("allow duplicates", "always so: leases are kept by hardware address"),
            Map.entry("allow declines", "always so"),
            Map.entry("allow unknown-clients", "the default of dhcp.unknown-machines"),
            Map.entry("boot-unknown-clients true", "the default of dhcp.unknown-machines"),
            Map.entry("boot-unknown-clients on", "the default of dhcp.unknown-machines"),
            Map.entry("ignore client-updates", "there is no dynamic DNS here"),
            Map.entry("deny client-updates", "there is no dynamic DNS here"),
            Map.entry("deny leasequery", "there is no lease query here"),
            Map.entry("one-lease-per-client true", "always so"),
            Map.entry("one-lease-per-client on", "always so"));

    private static final Map<String, String> NO_NEED_OF = Map.of(
            "log-facility", "the appliance logs to standard output",
            "lease-file-name", "leases stand in state.directory",
            "pid-file-name", "the appliance writes no such file",
            "db-time-format", "leases stand in state.directory");

    private final Imported settings;
    private final Findings findings;
    private boolean pings = true;
    private Optional<String> pingTimeout = Optional.empty();

    ServerReader(Imported settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
    }

    /** Returns whether it is such a statement, with a value that can be carried over. */
    boolean read(Statement statement) {
        String source = statement.source().toLowerCase(java.util.Locale.ROOT);
        String noNeed = NO_NEED.getOrDefault(source, NO_NEED_OF.get(statement.keyword()));
        if (noNeed != null) {
            findings.replaced(statement, noNeed);
            return true;
        }
        switch (source) {
            case "authoritative" -> settings.dhcp.put("authoritative", "true");
            case "not authoritative" -> settings.dhcp.put("authoritative", "false");
            case "deny unknown-clients",
                    "ignore unknown-clients",
                    "boot-unknown-clients false",
                    "boot-unknown-clients off" -> settings.dhcp.put("unknown-machines", "silence");
            case "ping-check true", "ping-check on" -> {
                findings.replaced(statement, "the default of dhcp.conflict-check");
                pings(true);
            }
            case "ping-check false", "ping-check off" -> pings(false);
            case "deny dynamic bootp clients" ->
                throw new NotCarried(statement.line(), "BOOTP clients get addresses of the pools, too");
            default -> {
                return times(statement);
            }
        }
        return true;
    }

    /** Without a check its timeout counts for nothing, wherever it stands. */
    private void pings(boolean on) {
        pings = on;
        settings.dhcp.remove("conflict-check");
        Optional<String> time = on ? pingTimeout : Optional.of("0 seconds");
        time.ifPresent(value -> settings.dhcp.put("conflict-check", value));
    }

    private boolean times(Statement statement) {
        Words words = statement.words();
        switch (statement.keyword()) {
            case "ping-timeout" -> {
                long seconds = words.number();
                pingTimeout = Optional.of(Math.max(1, Math.min(5, seconds)) + " seconds");
                pings(pings);
                if (seconds > 5) {
                    findings.replaced(statement, "5 seconds is the longest here");
                }
            }
            case "abandon-lease-time" ->
                settings.dhcp.put(
                        "decline-probation",
                        Hocon.duration(Duration.ofSeconds(
                                Math.max(1, Math.min(Duration.ofDays(7).toSeconds(), words.number())))));
            default -> {
                return false;
            }
        }
        words.end();
        return true;
    }
}
