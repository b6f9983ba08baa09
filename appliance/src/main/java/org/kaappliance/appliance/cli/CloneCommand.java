package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;
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

    @Mixin
    private GoldenOptions golden;

    @Mixin
    private FinishOptions finish;

    @Mixin
    private RoundOptions rounds;

    @Mixin
    private DiskOptions disks;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "NUM",
            description = "number of nodes to clone; may be left out with --nodes")
    private Integer nodes;

    @Option(
            names = "--nodes",
            paramLabel = "NODE[,NODE]",
            description =
                    "the machines: names, hardware addresses, groups of the settings, node* and node[01-16]; without it all known"
                            + " ones, which must be exactly NUM")
    private List<String> targets = List.of();

    @Option(
            names = "--standing",
            description =
                    "the machines are cloned again at every network boot, once they have come up from their new disks,"
                            + " until 'cancel JOB', or 'nodes disarm', 'local' or 'park'")
    private boolean standing;

    @Option(names = "--dry-run", description = "show the whole plan, and touch nothing")
    private boolean dryRun;

    @Option(names = "--yes", description = "do not ask before disks are erased")
    private boolean yes;

    @Option(names = "--json", description = "progress as one JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws IOException, SettingsException {
        JobOrder wanted = order(config.load().cloning());
        ControlClient client = config.appliance();
        AgreedPlan plan = AgreedPlan.ask(client, request("clone-plan", wanted));
        if (plan.exit() != 0) {
            System.err.println(plan.message());
            return plan.exit();
        }
        plan.print(json ? System.err : System.out);
        if (dryRun) {
            return 0;
        }
        JobOrder.Disks confirmed = disks.confirm().complete(plan, Consent::answer);
        if (!yes && !Consent.toErase(wanted.arming())) {
            System.err.println("nothing was armed, nothing was written");
            return 1;
        }
        return follow(client, wanted.with(confirmed).onto(plan.nodes(), wanted.arming()));
    }

    private int follow(ControlClient client, JobOrder order) throws IOException {
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
            System.err.println(end.path("message").asText());
            return end.path("exit").asInt(1);
        }
        (json ? System.err : System.out).println(end.path("message").asText());
        return 0;
    }

    /** @param settings what holds where the command line says nothing */
    private JobOrder order(Settings.Clone settings) throws IOException {
        if (nodes == null ? targets.isEmpty() : nodes < 1) {
            throw new UsageException("-n: at least one node, or name them with --nodes");
        }
        return new JobOrder(
                new JobOrder.Machines(nodes == null ? 0 : nodes, targets, standing ? Arming.STANDING : Arming.ONCE),
                golden.golden(settings),
                finish.finish(settings),
                rounds.rounds(settings),
                disks.disks());
    }

    private static Map<String, Object> request(String command, JobOrder order) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("command", command);
        request.put("order", order);
        return request;
    }
}
