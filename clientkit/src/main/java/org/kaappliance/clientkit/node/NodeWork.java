package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.kaappliance.clientkit.report.NodeIdentity;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.RefusedException;
import org.kaappliance.clientkit.report.ReportClient;
import org.kaappliance.clientkit.report.Verdict;

/** The cloning of this machine, from its hello to what the appliance answers to the last word. */
final class NodeWork {
    private static final String CLONE_DIR = "/mnt/disk";
    private static final int MAX_HARDWARE_CHARS = 300;
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final NodeSettings settings;
    private final BootCard card;
    private final Machine machine;
    private final StepLog console;
    private final Path stage2Dir;
    private final RunningTools running = new RunningTools();
    private final Cloning cloning;
    private volatile Ending afterFailure = new Ending.Again();

    NodeWork(NodeSettings settings, BootCard card, Machine machine, StepLog console, Path stage2Dir) {
        this.settings = settings;
        this.card = card;
        this.machine = machine;
        this.console = console;
        this.stage2Dir = stage2Dir;
        this.cloning = new Cloning(running, END_LIMIT, console);
    }

    /**
     * Clones the machine, once. Where the appliance does not want it any more, the step that is under way is ended, and no other begins.
     *
     * @throws IOException when the appliance cannot be reached, and after a fault of this program
     */
    Ending run() throws IOException, InterruptedException {
        NodeIdentity identity = new NodeIdentity(card.mac(), settings.job(), settings.token(), hardware(machine));
        InetSocketAddress appliance = new InetSocketAddress(settings.server(), settings.reportPort());
        try (ReportClient client = ReportClient.open(appliance, identity)) {
            console.line("hello accepted job=" + settings.job());
            client.watch(reason -> {
                console.line("FAILED REPORT: " + reason);
                cloning.giveUp(client.refusal().map(Ending::after).orElse(new Ending.Again()));
            });
            cloning.start(() -> clone(client));
            return cloning.await();
        } catch (RefusedException e) {
            console.line("FAILED START: " + e.getMessage());
            return Ending.after(e.verdict());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private Ending clone(ReportClient client) throws IOException, InterruptedException {
        StepLog log = text -> {
            console.line(text);
            client.log(text);
        };
        try (MemoryWatch memory = MemoryWatch.begin(Path.of("/proc"))) {
            boolean cloned = cloned(client, log);
            log.line(memory.text());
            if (cloned) {
                log.line("done, rebooting");
            }
            return cloned ? new Ending.Cloned() : afterFailure;
        }
    }

    private boolean cloned(ReportClient client, StepLog log) throws InterruptedException {
        try (ToolOutput output = new ToolOutput(log)) {
            return new NodeSequence(steps(log, output, client), reports(client), log, cloning::isOver)
                    .run(new Clone(stage2Dir, CLONE_DIR));
        }
    }

    private List<Step> steps(StepLog log, ToolOutput output, ReportClient client) {
        Tools stage1 = new Tools(List.of(), output, running);
        Tools stage2 = Tools.inside(new ToolRoot(stage2Dir), output, running);
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
                new RawCopyStep(sessions, job, log),
                new VerifyStep(stage2, text -> client.step(NodeStep.VERIFY, text)),
                new FinishStep(stage2, machine, self, log),
                new BootLoaderStep(stage2, machine, settings.consoleArguments(), log),
                new CheckStep(stage2));
    }

    private Reports reports(ReportClient client) {
        return new Reports() {
            @Override
            public void step(NodeStep step, String detail) {
                client.step(step, detail);
            }

            @Override
            public Verdict done() throws IOException, InterruptedException {
                return client.done(settings.job());
            }

            @Override
            public void failed(NodeStep step, String reason) throws IOException, InterruptedException {
                afterFailure = Ending.after(client.failed(step, reason));
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
