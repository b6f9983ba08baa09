package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.kaappliance.clientkit.report.NodeIdentity;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.ReportClient;
import org.kaappliance.clientkit.report.Verdict;

/**
 * The node program. Started by stage 1's init as root, without arguments; everything is on the kernel command line. Exit code 0: the machine
 * reboots; 1: it failed, the reason is on the console and, if it could be told, at the appliance.
 */
public final class NodeMain {
    private static final Path STAGE2 = Path.of("/tmp/stage2");
    private static final String CLONE_DIR = "/mnt/disk";
    private static final int MAX_HARDWARE_CHARS = 300;

    private NodeMain() {}

    public static void main(String[] args) throws InterruptedException {
        Tools quiet = new Tools(List.of(), line -> {});
        Machine machine = new ThisMachine(quiet);
        NodeConsole console = new NodeConsole(System.out, machine::uptimeSeconds);
        int code = 1;
        try {
            NodeSettings settings = NodeSettings.parse(Files.readString(Path.of("/proc/cmdline")));
            code = run(settings, machine, console) ? 0 : 1;
        } catch (IOException | IllegalArgumentException e) {
            console.line("FAILED START: " + e.getMessage());
        }
        System.exit(code);
    }

    private static boolean run(NodeSettings settings, Machine machine, NodeConsole console)
            throws IOException, InterruptedException {
        BootCard card = BootCard.find(settings.bootCard());
        NodeIdentity identity = new NodeIdentity(card.mac(), settings.job(), settings.token(), hardware(machine));
        InetSocketAddress appliance = new InetSocketAddress(settings.server(), settings.reportPort());
        try (ReportClient client = ReportClient.open(appliance, identity)) {
            console.line("hello accepted job=" + settings.job());
            client.watch(reason -> {
                console.line("FAILED REPORT: " + reason);
                System.exit(1);
            });
            StepLog log = text -> {
                console.line(text);
                client.log(text);
            };
            try (ToolOutput output = new ToolOutput(log);
                    MemoryWatch memory = MemoryWatch.begin(Path.of("/proc"))) {
                List<Step> steps = steps(settings, card, machine, log, output, client);
                NodeSequence sequence = new NodeSequence(steps, reports(client, settings.job()), log);
                boolean cloned = sequence.run(new Clone(STAGE2, CLONE_DIR));
                log.line(memory.text());
                if (!cloned) {
                    return false;
                }
            }
            log.line("done, rebooting");
        }
        machine.reboot();
        return true;
    }

    private static List<Step> steps(
            NodeSettings settings,
            BootCard card,
            Machine machine,
            StepLog log,
            ToolOutput output,
            ReportClient client) {
        Tools stage1 = new Tools(List.of(), output);
        Tools stage2 = Tools.inside(new ToolRoot(STAGE2), output);
        Sessions sessions = new RelaySessions(settings, card);
        String job = settings.job();
        Self self = new Self(
                card.mac().toString(), card.address().getHostAddress(), job, Path.of("/sys"), client::identity);
        return List.of(
                new Stage2Step(sessions, job, stage1),
                new DescriptionStep(sessions, job, card.mac(), machine),
                new PartitionStep(stage2, Duration.ofSeconds(10)),
                new FormatStep(stage2),
                new MountStep(stage2),
                new ReceiveStep(sessions, job, stage2, log),
                new VerifyStep(stage2, text -> client.step(NodeStep.VERIFY, text)),
                new RawCopyStep(sessions, job, stage2, log),
                new FinishStep(stage2, machine, self, log),
                new BootLoaderStep(stage2, machine, settings.consoleArguments(), log),
                new CheckStep(stage2));
    }

    private static Reports reports(ReportClient client, String job) {
        return new Reports() {
            @Override
            public void step(NodeStep step, String detail) {
                client.step(step, detail);
            }

            @Override
            public Verdict done() throws IOException, InterruptedException {
                return client.done(job);
            }

            @Override
            public void failed(NodeStep step, String reason) throws IOException, InterruptedException {
                client.failed(step, reason);
            }
        };
    }

    private static String hardware(Machine machine) throws IOException {
        String disks = String.join(
                " ",
                machine.disks().stream()
                        .map(d -> d.described().replaceFirst(" ", "="))
                        .toList());
        String memory = Files.readString(Path.of("/proc/meminfo"))
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("\\s+", " ");
        String line = memory + " disks: " + disks;
        return line.length() <= MAX_HARDWARE_CHARS ? line : line.substring(0, MAX_HARDWARE_CHARS);
    }
}
