package org.kaappliance.appliance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.control.ControlReply;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.clientkit.console.CommandOutput;
import org.kaappliance.clientkit.console.ConsoleCall;
import org.kaappliance.clientkit.console.ConsoleServer;
import org.kaappliance.pxemenu.NodeRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands on machines in stage 1, asked for over the control socket. */
final class ConsoleCommands {
    /** As ssh has it for a host that cannot be reached. */
    private static final int NOT_RUN = 255;

    /** A machine that has just ended a command connects again within this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int MAX_NOTED_CHARS = 300;
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleCommands.class);

    private final NodeCommands nodes;
    private final ConsoleServer consoles;
    private final Fleet fleet;
    private final boolean allowed;

    /** @param allowed what {@code stage1.exec} says */
    ConsoleCommands(NodeCommands nodes, ConsoleServer consoles, Fleet fleet, boolean allowed) {
        this.nodes = nodes;
        this.consoles = consoles;
        this.fleet = fleet;
        this.allowed = allowed;
    }

    private record Begun(NodeRecord node, ConsoleCall call) {}

    /**
     * Runs a command on machines at once: a line with the number of {@code machines}, lines with {@code out} or {@code err} (base64) as they come, then one with {@code exit}, or
     * {@code failed}, for each machine. When the asker goes away, the commands end. The exit code is the largest of them.
     */
    void exec(JsonNode request, ControlReply reply) throws IOException, ControlException {
        List<NodeRecord> chosen = nodes.selected(request);
        List<String> command = new ArrayList<>();
        request.path("words").forEach(word -> command.add(word.asText()));
        if (command.isEmpty()) {
            throw ControlException.usage("which command? exec NODE -- COMMAND");
        }
        if (!allowed) {
            throw ControlException.failed("stage1.exec is false in the settings: no commands are run on machines");
        }
        List<Begun> begun = new CopyOnWriteArrayList<>();
        reply.line(Map.of("machines", chosen.size()));
        try {
            int exit = start(chosen, command, begun, reply);
            reply.whenGone(() -> begun.forEach(one -> one.call().interrupt()));
            for (Begun one : begun) {
                exit = Math.max(exit, end(one, reply));
            }
            reply.end(exit, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ControlException.failed("the appliance is stopping");
        } finally {
            begun.forEach(one -> one.call().interrupt()); // the asker is gone; nothing where all is over
        }
    }

    private int start(List<NodeRecord> chosen, List<String> command, List<Begun> begun, ControlReply reply)
            throws IOException, InterruptedException {
        int exit = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (NodeRecord node : chosen) {
            try {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                begun.add(new Begun(node, consoles.run(node.mac(), command, output(node, reply), left)));
                note(node, command);
            } catch (IOException e) {
                reply.line(Map.of("node", node.name(), "failed", String.valueOf(e.getMessage())));
                exit = NOT_RUN;
            }
        }
        return exit;
    }

    private void note(NodeRecord node, List<String> command) {
        String text = String.join(" ", command).replaceAll("\\p{Cc}", "?");
        String cut = text.length() > MAX_NOTED_CHARS ? text.substring(0, MAX_NOTED_CHARS) + "..." : text;
        LOG.info("exec on {}: {}", node.name(), cut);
        fleet.note(node.mac(), "EXEC", cut);
    }

    private static int end(Begun one, ControlReply reply) throws IOException, InterruptedException {
        int exit;
        try {
            exit = one.call().await();
        } catch (IOException e) {
            reply.line(Map.of("node", one.node().name(), "failed", String.valueOf(e.getMessage())));
            return NOT_RUN;
        }
        reply.line(Map.of("node", one.node().name(), "exit", exit));
        return exit;
    }

    private static CommandOutput output(NodeRecord node, ControlReply reply) {
        return new CommandOutput() {
            @Override
            public void output(byte[] bytes) throws IOException {
                reply.line(
                        Map.of("node", node.name(), "out", Base64.getEncoder().encodeToString(bytes)));
            }

            @Override
            public void errors(byte[] bytes) throws IOException {
                reply.line(
                        Map.of("node", node.name(), "err", Base64.getEncoder().encodeToString(bytes)));
            }
        };
    }
}
