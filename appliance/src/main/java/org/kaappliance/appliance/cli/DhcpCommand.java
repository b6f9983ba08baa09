package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kaappliance.appliance.boot.BootPrograms;
import org.kaappliance.appliance.boot.FirmwarePrograms;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.control.LeaseRow;
import org.kaappliance.appliance.store.SavedLeases;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.boot.ProgramTable;
import org.kaappliance.dhcp.option.OptionDefinition;
import org.kaappliance.dhcp.option.OptionRegistry;
import org.kaappliance.dhcp.option.OptionType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dhcp}: what the DHCP server has given, and what it has heard and said. */
@Command(
        name = "dhcp",
        mixinStandardHelpOptions = true,
        description = "What the DHCP server has given, heard and said, and what it can be told to say.")
public final class DhcpCommand extends CommandGroup {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code dhcp leases}: of the running appliance; without one what it has saved. */
    @Command(
            name = "leases",
            mixinStandardHelpOptions = true,
            description = "Lists the leases, of the running appliance or, when none runs, as it saved them.")
    int leases(@Mixin ConfigOption config, @Option(names = "--json", description = "one JSON array") boolean json)
            throws IOException, SettingsException {
        Settings settings = config.load();
        List<JsonNode> rows = rows(settings);
        if (json) {
            System.out.println(rows);
        } else {
            System.out.printf("%-15s  %-17s  %-15s %-9s %s%n", "ADDRESS", "MAC", "NAME", "STATE", "EXPIRES");
            rows.forEach(DhcpCommand::print);
        }
        return 0;
    }

    private static List<JsonNode> rows(Settings settings) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        if (Files.exists(settings.control().socket())) {
            try {
                new ControlClient(settings.control().socket()).ask(Map.of("command", "dhcp-leases"), rows::add);
                return rows;
            } catch (IOException e) {
                if (!(e.getCause() instanceof ConnectException)) {
                    throw e;
                } // an appliance that was killed left its socket behind
            }
        }
        SavedLeases saved = SavedLeases.read(settings.state().directory());
        LeaseRow.of(saved.leases(), mac -> saved.names().getOrDefault(mac, ""), Instant.now())
                .forEach(row -> rows.add(JSON.valueToTree(row)));
        return rows;
    }

    private static void print(JsonNode lease) {
        System.out.printf(
                "%-15s  %-17s  %-15s %-9s %s%n",
                lease.path("address").asText(),
                lease.path("mac").asText(),
                lease.path("name").asText(),
                lease.path("state").asText(),
                TIME.format(Instant.ofEpochMilli(lease.path("expires").asLong())));
    }

    /** {@code dhcp stats}: the counters since the start. */
    @Command(
            name = "stats",
            mixinStandardHelpOptions = true,
            description = "Counts messages by type, and what was ignored by reason, since the appliance started.")
    int stats(@Mixin ConfigOption config, @Option(names = "--json", description = "one JSON object") boolean json)
            throws IOException, SettingsException {
        JsonNode stats = stats(config.appliance());
        if (json) {
            System.out.println(stats);
            return 0;
        }
        for (String group : List.of("received", "sent", "ignored")) {
            stats.path(group)
                    .properties()
                    .forEach(count -> System.out.printf(
                            "%-9s %-18s %d%n",
                            group, count.getKey(), count.getValue().asLong()));
        }
        System.out.printf(
                "%-9s %-18s %d%n", "malformed", "", stats.path("malformed").asLong());
        return 0;
    }

    /** {@code dhcp options}: what may stand in {@code options} of the settings. */
    @Command(
            name = "options",
            mixinStandardHelpOptions = true,
            description = "Lists the options that have a name, with number and type.")
    int options() {
        System.out.printf("%-8s %-8s %s%n", "NUMBER", "TYPE", "NAME");
        for (OptionDefinition option : OptionRegistry.all()) {
            System.out.printf(
                    "%-8s %-8s %s%s%n",
                    option.number(),
                    option.type().map(OptionType::word).orElse("any"),
                    option.name(),
                    option.refusal()
                            .map(reason -> "  (cannot be set: " + reason + ")")
                            .orElse(""));
        }
        return 0;
    }

    /** {@code dhcp firmware}: the keys of {@code dhcp.boot-programs}. */
    @Command(
            name = "firmware",
            mixinStandardHelpOptions = true,
            description =
                    "Lists the kinds of firmware, with the architectures (option 93) that each stands for, and the boot "
                            + "program that each gets.")
    int firmware(@Mixin ConfigOption config) throws SettingsException {
        Settings settings = config.load();
        Map<String, String> programs =
                FirmwarePrograms.of(settings, own(settings), BootPrograms.of(settings)).choices().stream()
                        .collect(Collectors.toMap(FirmwarePrograms.Choice::firmware, DhcpCommand::program));
        System.out.printf("%-20s %-15s %s%n", "KIND", "ARCHITECTURES", "PROGRAM");
        for (Firmware kind : Firmware.values()) {
            String numbers = kind.architectures().stream().map(String::valueOf).collect(Collectors.joining(", "));
            String program = kind == Firmware.IPXE
                    ? settings.dhcp().bootPrograms().getOrDefault(kind.key(), ProgramTable.AUTO)
                    : programs.getOrDefault(kind.key(), "-");
            System.out.printf("%-20s %-15s %s%n", kind.key(), numbers.isEmpty() ? "-" : numbers, program);
        }
        return 0;
    }

    /** Settings of another host are shown all the same. */
    private static List<Inet4Address> own(Settings settings) {
        try {
            return OwnAddresses.of(settings);
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return settings.address().stream().toList();
        }
    }

    private static String program(FirmwarePrograms.Choice choice) {
        return choice.found()
                .missing()
                .map(what -> "- (" + what + ")")
                .orElseGet(() -> choice.isServed() ? choice.names() + (choice.isAuto() ? ", auto" : "") : "-");
    }

    /** The counters as one object. */
    static JsonNode stats(ControlClient client) throws IOException {
        return one(client, "dhcp-stats");
    }

    /** Who gives the addresses, by interface. */
    static JsonNode roles(ControlClient client) throws IOException {
        return one(client, "dhcp-roles");
    }

    private static JsonNode one(ControlClient client, String command) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        client.ask(Map.of("command", command), lines::add);
        return lines.isEmpty() ? JSON.createObjectNode() : lines.get(0);
    }
}
