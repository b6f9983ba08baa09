package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.control.ControlClient;
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

    @Option(names = "--yes", description = "do not ask before disks are erased")
    private boolean yes;

    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "NODE", description = NodesCommand.NODE)
    private List<String> nodes;

    @Override
    public Integer call() throws IOException, SettingsException {
        ControlClient client = config.or(nodesCommand.config()).appliance();
        List<JsonNode> plan = new ArrayList<>();
        JsonNode planned = client.ask(
                Map.of("command", "node-arm-plan", "job", job, "nodes", nodes, "standing", standing), plan::add);
        if (planned.path("exit").asInt() != 0) {
            System.err.println(planned.path("message").asText());
            return planned.path("exit").asInt();
        }
        plan.stream()
                .filter(line -> line.has("text"))
                .forEach(line -> (json ? System.err : System.out)
                        .println(line.path("text").asText()));
        if (!yes && !Consent.toErase(standing ? Arming.STANDING : Arming.ONCE)) {
            System.err.println("nothing was armed, nothing was written");
            return 1;
        }
        JsonNode agreed = plan.get(0); // that job and those machines, whatever the patterns would mean by now
        return NodesCommand.tell(
                client,
                Map.of(
                        "command",
                        "node-arm",
                        "job",
                        agreed.path("job").asText(),
                        "nodes",
                        agreed.path("nodes"),
                        "standing",
                        standing),
                json);
    }
}
