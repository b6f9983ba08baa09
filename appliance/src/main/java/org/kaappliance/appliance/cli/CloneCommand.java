package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clone}: the seed's {@code ka-d.sh}, asked of the running appliance. */
@Command(
        name = "clone",
        mixinStandardHelpOptions = true,
        description = {
            "Clones the golden system onto machines that boot from the network.",
            "ALL DATA ON THE NAMED DRIVES OF THE NAMED MACHINES IS ERASED."
        })
public final class CloneCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "-n", required = true, paramLabel = "NUM", description = "number of nodes to clone")
    private int nodes;

    @Option(
            names = "-p",
            required = true,
            arity = "2",
            paramLabel = "DRIVE DESC",
            description = "recreate DRIVE (e.g. sda) as the file DESC describes")
    private List<String> drives;

    @Option(names = "-r", defaultValue = "grub", paramLabel = "LOADER", description = "grub or none (default: grub)")
    private String bootLoader;

    @Option(names = "-x", paramLabel = "DIR[|DIR]", description = "directories to leave empty on the nodes")
    private List<String> excludedDirs = List.of();

    @Option(names = "-X", paramLabel = "DRIVE[|DRIVE]", description = "drives of the golden node to leave out")
    private List<String> excludedDrives = List.of();

    @Option(
            names = "--nodes",
            split = ",",
            paramLabel = "NAME|MAC",
            description = "the machines; without it all known ones, which must be exactly NUM")
    private List<String> targets = List.of();

    @Option(names = "--source", defaultValue = "/", description = "root of the golden system (default: this host)")
    private Path source;

    @Option(
            names = "--max-rate",
            paramLabel = "SIZE",
            description = "bytes a second that the chain may take, e.g. 50MiB (default: relay.max-rate)")
    private String maxRate;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "how long to wait for the nodes, e.g. 90s, 10m (default: relay.node-wait)")
    private String wait;

    @Option(names = "--retries", defaultValue = "2", description = "rounds that failed nodes get again (default: 2)")
    private int retries;

    @Option(
            names = "--verify",
            defaultValue = "full",
            paramLabel = "HOW",
            description = {
                "what each node reads back from its disk before it says that it is done:",
                "full, sample (every name, the content of one file in sixteen) or none (default: full)"
            })
    private String verify;

    @Option(names = "--yes", description = "do not ask before disks are erased")
    private boolean yes;

    @Option(names = "--json", description = "progress as one JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws IOException, SettingsException {
        JobOrder order = order();
        ControlClient client = config.appliance();
        List<JsonNode> plan = new ArrayList<>();
        JsonNode planned = client.ask(request("clone-plan", order), plan::add);
        if (planned.path("exit").asInt() != 0) {
            return refused(planned);
        }
        plan.forEach(line ->
                (json ? System.err : System.out).println(line.path("text").asText()));
        if (!yes && !Consent.toErase()) {
            System.err.println("nothing was armed, nothing was written");
            return 1;
        }
        ProgressView view = json ? ProgressView.json() : ProgressView.forTerminal();
        List<String> sourceLines = new ArrayList<>();
        JsonNode end = client.ask(request("clone", order), line -> {
            view.show(line);
            sourceLines.clear();
            sourceLines.addAll(SourceText.lines(line.path("source")));
        });
        view.finish();
        sourceLines.forEach(System.err::println);
        if (end.path("exit").asInt() != 0) {
            return refused(end);
        }
        (json ? System.err : System.out).println(end.path("message").asText());
        return 0;
    }

    private JobOrder order() throws IOException {
        if (nodes < 1) {
            throw new UsageException("-n: at least one node");
        }
        List<JobOrder.Drive> described = new ArrayList<>();
        for (int i = 0; i < drives.size(); i += 2) {
            DriveDescription drive = DriveDescription.read(drives.get(i), Path.of(drives.get(i + 1)));
            described.add(new JobOrder.Drive(drive.drive(), drive.text()));
        }
        return new JobOrder(
                nodes,
                targets,
                described,
                lists(excludedDirs),
                lists(excludedDrives),
                bootLoader,
                source.toAbsolutePath().normalize().toString(),
                maxRate == null ? 0 : size(maxRate),
                Durations.parse("--wait", wait).orElse(Duration.ZERO).toSeconds(),
                retries,
                verify);
    }

    private static long size(String text) {
        try {
            return ByteSize.parse(text).bytes();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--max-rate: " + e.getMessage());
        }
    }

    /** The seed writes several values as {@code a|b}. */
    private static List<String> lists(List<String> values) {
        return values.stream()
                .flatMap(list -> CloneRequest.split(list).stream())
                .toList();
    }

    private static Map<String, Object> request(String command, JobOrder order) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("command", command);
        request.put("order", order);
        return request;
    }

    private static int refused(JsonNode end) {
        System.err.println(end.path("message").asText());
        return end.path("exit").asInt(1);
    }
}
