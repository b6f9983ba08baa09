package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.SettingsException;
import org.kaappliance.pxemenu.Arming;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code nodes arm NODE...}: clones machines once more as an earlier job did. */
@Command(
        name = "arm",
        mixinStandardHelpOptions = true,
        description = {
            "Arms machines for one clone (but --standing), as an earlier job made it: a new job with the same description,",
            "source and options. ALL DATA ON ITS DRIVES IS ERASED ON THE NAMED MACHINES."
        })
final class NodesArmCommand implements Callable<Integer> {
    @ParentCommand
    private NodesCommand nodesCommand;

    @Mixin
    private ConfigOption config;

    @Option(
            names = "--job",
            paramLabel = "JOB",
            defaultValue = "",
            description = "the job to repeat, see 'status' (default: the last one)")
    private String job;

    @Option(
            names = "--standing",
            description =
                    "again at every network boot, once they have come up from their new disks, until 'cancel JOB', or"
                            + " 'nodes disarm', 'local' or 'park'")
    private boolean standing;

    @Mixin
    private ConfirmOptions confirm;

    @Option(names = "--yes", description = "do not ask before disks are erased")
    private boolean yes;

    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "NODE", description = NodesCommand.NODE)
    private List<String> nodes;

    @Override
    public Integer call() throws IOException, SettingsException {
        ControlClient client = config.or(nodesCommand.config()).appliance();
        AgreedPlan plan = AgreedPlan.ask(client, request("node-arm-plan", job, nodes, confirm.said(), List.of()));
        if (plan.exit() != 0) {
            System.err.println(plan.message());
            return plan.exit();
        }
        plan.print(json ? System.err : System.out);
        JobOrder.Disks confirmed = confirm.complete(plan, Consent::answer);
        if (!yes && !Consent.toErase(standing ? Arming.STANDING : Arming.ONCE)) {
            System.err.println("nothing was armed, nothing was written");
            return 1;
        }
        // that job, those machines and those drives, whatever they would be by now
        List<String> agreed = plan.nodes().stream().map(MacAddress::toString).toList();
        return NodesCommand.tell(
                client, request("node-arm", plan.job(), agreed, confirmed.confirmed(), plan.drives()), json);
    }

    private Map<String, Object> request(
            String command,
            String ofJob,
            List<String> machines,
            Map<String, List<String>> confirmed,
            List<String> drives) {
        return Map.of(
                "command",
                command,
                "job",
                ofJob,
                "nodes",
                machines,
                "standing",
                standing,
                "confirmed",
                confirmed,
                "drives",
                drives);
    }
}
