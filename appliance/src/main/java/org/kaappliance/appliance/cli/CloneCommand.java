package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.clientkit.golden.BootCode;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.pxemenu.Arming;
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

    @Option(
            names = {"-n", "--count"},
            paramLabel = "NUM",
            description = "number of nodes to clone; may be left out with --nodes")
    private Integer nodes;

    @Option(
            names = {"-p", "--partitions"},
            arity = "2",
            paramLabel = "DRIVE DESC",
            description = {
                "recreate DRIVE (e.g. sda) as the file DESC describes, see 'golden describe';",
                "without it the drives of this host that carry mounted file systems, as they are"
            })
    private List<String> drives = List.of();

    @Option(
            names = {"-r", "--boot-loader"},
            paramLabel = "LOADER",
            description = {
                "auto (what the golden system has), grub, systemd-boot, grub-legacy, lilo, extlinux or none",
                "(default: clone.boot-loader)"
            })
    private String bootLoader;

    @Option(
            names = {"-x", "--exclude"},
            paramLabel = "DIR[|DIR]",
            description = "directories to leave empty on the nodes (default: clone.exclude)")
    private List<String> excludedDirs;

    @Option(
            names = {"-X", "--exclude-drive"},
            paramLabel = "DRIVE[|DRIVE]",
            description = "drives of the golden node to leave out (default: clone.exclude-drives)")
    private List<String> excludedDrives;

    @Option(
            names = {"-m", "--take-mbr"},
            paramLabel = "DRIVE",
            description = "copy the boot code of this drive of the golden node (the first 446 bytes)")
    private List<String> takenBootCode = List.of();

    @Option(
            names = {"-M", "--mbr"},
            arity = "2",
            paramLabel = "DRIVE FILE",
            description = "write FILE, 446 bytes, as the boot code of DRIVE")
    private List<String> bootCode = List.of();

    @Option(
            names = {"-D", "--raw-partition"},
            paramLabel = "PARTITION",
            description = "copy this partition (e.g. sda1) as it is, whatever is on it")
    private List<String> rawPartitions = List.of();

    @Option(
            names = {"-d", "--delay"},
            defaultValue = "0",
            paramLabel = "TENTHS",
            description = "for scripts of the original; nodes end one by one here, so only 0 is taken (see send -d)")
    private int delay;

    @Option(names = "--dry-run", description = "show the whole plan, and touch nothing")
    private boolean dryRun;

    @Option(
            names = "--nodes",
            paramLabel = "NODE[,NODE]",
            description =
                    "the machines: names, hardware addresses, groups of the settings, node* and node[01-16]; without it all known"
                            + " ones, which must be exactly NUM")
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
            description =
                    "how long to wait for the nodes, e.g. 90s, 10m (default: relay.node-wait; --standing: a minute at most,"
                            + " from the first one that comes)")
    private String wait;

    @Option(names = "--retries", description = "rounds that failed nodes get again (default: clone.retries)")
    private Integer retries;

    @Option(
            names = "--standing",
            description =
                    "the machines are cloned again at every network boot, once they have come up from their new disks,"
                            + " until 'cancel JOB', or 'nodes disarm', 'local' or 'park'")
    private boolean standing;

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
        JobOrder wanted = order(config.load().cloning());
        ControlClient client = config.appliance();
        List<JsonNode> plan = new ArrayList<>();
        JsonNode planned = client.ask(request("clone-plan", wanted), plan::add);
        if (planned.path("exit").asInt() != 0) {
            return refused(planned);
        }
        plan.stream()
                .filter(line -> line.has("text"))
                .forEach(line -> (json ? System.err : System.out)
                        .println(line.path("text").asText()));
        if (dryRun) {
            return 0;
        }
        if (!yes && !Consent.toErase(wanted.arming())) {
            System.err.println("nothing was armed, nothing was written");
            return 1;
        }
        JobOrder order = wanted.onto(agreed(plan), wanted.arming());
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

    /** @param settings what holds where the command line says nothing */
    private JobOrder order(Settings.Clone settings) throws IOException {
        if (nodes == null ? targets.isEmpty() : nodes < 1) {
            throw new UsageException("-n: at least one node, or name them with --nodes");
        }
        if (delay != 0) {
            throw new UsageException(
                    "-d: the nodes of a clone job end one by one, as each has finished its disk; there is no"
                            + " common release to space out");
        }
        List<JobOrder.Drive> described = new ArrayList<>();
        for (int i = 0; i < drives.size(); i += 2) {
            DriveDescription drive = DriveDescription.read(drives.get(i), Path.of(drives.get(i + 1)));
            described.add(new JobOrder.Drive(drive.drive(), drive.text()));
        }
        return new JobOrder(
                nodes == null ? 0 : nodes,
                targets,
                described,
                excludedDirs == null ? settings.exclude() : lists(excludedDirs),
                excludedDrives == null ? settings.excludeDrives() : lists(excludedDrives),
                bootLoader == null ? settings.bootLoader() : bootLoader,
                source.toAbsolutePath().normalize().toString(),
                maxRate == null ? 0 : size(maxRate),
                Durations.parse("--wait", wait).orElse(Duration.ZERO).toSeconds(),
                retries == null ? settings.retries() : retries,
                standing ? Arming.STANDING : Arming.ONCE,
                raw(),
                verify);
    }

    private JobOrder.Raw raw() throws IOException {
        List<JobOrder.BootCode> codes = new ArrayList<>();
        for (int i = 0; i < bootCode.size(); i += 2) {
            codes.add(bootCode(device(bootCode.get(i)), Path.of(bootCode.get(i + 1))));
        }
        return new JobOrder.Raw(
                takenBootCode.stream().map(CloneCommand::device).toList(),
                codes,
                rawPartitions.stream().map(CloneCommand::device).toList());
    }

    private static JobOrder.BootCode bootCode(String drive, Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes != BootCode.BYTES) {
            throw new UsageException("-M: " + file + " has " + bytes + " bytes, and boot code has " + BootCode.BYTES);
        }
        return new JobOrder.BootCode(
                drive, BootCode.of(drive, Files.readAllBytes(file)).base64());
    }

    private static String device(String name) {
        return name.replaceFirst("^/dev/", "");
    }

    /** Those machines that the plan named, whatever the patterns would mean by now. */
    private static List<MacAddress> agreed(List<JsonNode> plan) {
        List<MacAddress> macs = new ArrayList<>();
        plan.forEach(line -> line.path("nodes").forEach(mac -> macs.add(MacAddress.parse(mac.asText()))));
        return macs;
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
