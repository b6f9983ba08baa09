package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kaappliance.clientkit.console.Commands;
import org.kaappliance.clientkit.console.ConsoleClient;
import org.kaappliance.clientkit.console.ConsoleKey;

/**
 * The node program. Started by stage 1's init as root, without arguments; everything is on the kernel command line. Exit code 0: the machine
 * reboots into its clone; 1: it failed, the reason is on the console and, if it could be told, at the appliance; 4: it has stayed in stage 1
 * for as long as it should. But for 0 init starts the machine anew.
 */
public final class NodeMain {
    private static final int CLONED = 0;
    private static final int AGAIN = 1;
    private static final int STAYED = 4;
    private static final Path STAGE2 = Path.of("/tmp/stage2");
    private static final Path PROGRAMS = Path.of("/usr/bin");

    private NodeMain() {}

    public static void main(String[] args) throws InterruptedException {
        Tools quiet = new Tools(List.of(), line -> {});
        Machine machine = new ThisMachine(quiet);
        NodeConsole console = new NodeConsole(System.out, machine::uptimeSeconds);
        int code = AGAIN;
        try {
            NodeSettings settings = NodeSettings.parse(Files.readString(Path.of("/proc/cmdline")));
            code = run(settings, machine, console);
        } catch (IOException | IllegalArgumentException e) {
            console.line("FAILED START: " + e.getMessage());
        }
        System.exit(code);
    }

    private static int run(NodeSettings settings, Machine machine, NodeConsole console)
            throws IOException, InterruptedException {
        BootCard card = BootCard.find(settings.bootCard());
        StayInStage1 stay = new StayInStage1(console);
        takeCommands(settings, card, stay);
        Ending ending = new NodeWork(settings, card, machine, console, STAGE2).run();
        if (ending instanceof Ending.Stay reason) {
            stay.await(reason);
            return STAYED;
        }
        if (ending instanceof Ending.Again) {
            return AGAIN;
        }
        machine.reboot();
        return CLONED;
    }

    /** Until the node program ends. */
    private static void takeCommands(NodeSettings settings, BootCard card, StayInStage1 stay) {
        Commands commands = switch (settings.commands()) {
            case ALLOWED -> new NodeCommands(List.of(PROGRAMS), new ToolRoot(STAGE2));
            case REFUSED -> Commands.NONE;
        };
        ConsoleClient.start(
                new InetSocketAddress(settings.server(), settings.reportPort()),
                ConsoleKey.of(settings.job(), card.mac(), settings.key(), settings.token()),
                commands,
                stay::notWanted);
    }
}
