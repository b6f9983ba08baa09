package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kaappliance.appliance.Main;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.appliance.rehearse.Expectation;
import org.kaappliance.appliance.rehearse.Rehearsal;
import org.kaappliance.appliance.rehearse.RehearsalPlan;
import org.kaappliance.appliance.rehearse.RehearsalReport;
import org.kaappliance.appliance.rehearse.Requirements;
import org.kaappliance.clientkit.remote.GoldenAddress;
import org.kaappliance.config.LoadedSettings;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.pxemenu.Arming;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rehearse}: the clone that the same options would make, on virtual machines of this host. */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = {
            "Clones the golden system onto virtual machines on this host, and shows whether they come up from their disks.",
            "Takes the options of 'clone'. No real disk is written, no network of this host is touched, no appliance has to run.",
            "Needs root, qemu-system-x86, iproute2, and ipxe-qemu (BIOS) or ovmf (UEFI); see 'doctor'."
        },
        footer = {
            "",
            "Exit code 0: every machine was cloned, booted from its own disk, and then asked for an address as an installed",
            "system does, or showed a login prompt on its serial console (a golden kernel with console=ttyS0). What was seen of",
            "each machine, and a picture of its screen, stand in the directory that the last line names."
        })
public final class RehearseCommand implements Callable<Integer> {
    private static final int MOST = 99;

    @Mixin
    private ConfigOption config;

    @Mixin
    private GoldenOptions golden;

    @Mixin
    private FinishOptions finish;

    @Mixin
    private RoundOptions rounds;

    @Mixin
    private RealMachineOptions real;

    @Mixin
    private VirtualMachineOptions virtual;

    @Option(
            names = {"-n", "--count"},
            defaultValue = "2",
            paramLabel = "NUM",
            description = "number of virtual machines (default: ${DEFAULT-VALUE})")
    private int machines;

    @Option(
            names = "--expect",
            defaultValue = "up",
            paramLabel = "SIGN",
            description = {
                "up (default): it asks for an address, or shows a login prompt on its serial console; disk: it reads its system",
                "from its own disk and comes to rest, for systems that do neither: look at the picture of the screen"
            })
    private Expectation expectation;

    @Option(
            names = "--directory",
            defaultValue = "/var/tmp",
            paramLabel = "DIR",
            description = "where the machines' disks are made, in a directory of their own (default: ${DEFAULT-VALUE})")
    private Path directory;

    @Option(
            names = "--timeout",
            defaultValue = "60m",
            paramLabel = "TIME",
            description = "from power-on to the last sign of life, e.g. 90s, 20m, 2h (default: ${DEFAULT-VALUE})")
    private String timeout;

    @Option(
            names = "--keep",
            description = "keep disks, state and settings, too; without it consoles, pictures and logs stay")
    private boolean keep;

    @Option(names = "--dry-run", description = "show the plan and the machines, and write nothing")
    private boolean dryRun;

    @Option(names = "--json", description = "progress as one JSON object a line; the last one is the report")
    private boolean json;

    private ProgressView view;

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        LoadedSettings settings = config.loadWithOrigins();
        Rehearsal.Request request = request(settings);
        Settings.Clone cloning = settings.settings().cloning();
        JobOrder.Golden source = golden.golden(cloning);
        if (GoldenAddress.isOne(source.source())) {
            throw new UsageException("--source " + source.source()
                    + ": a rehearsal has a network of its own and reaches no other machine; rehearse on that machine");
        }
        JobOrder.Finish end = finish.finish(cloning);
        JobOrder.Rounds asked = rounds.rounds(cloning);
        requireHost(request);
        real.notRehearsed().forEach(line -> say("not rehearsed: " + line));
        KitAtHand.ensure(settings.settings(), this::say);
        JobOrder.Rounds patient = new JobOrder.Rounds(
                asked.maxBytesPerSecond(),
                asked.waitSeconds() == 0 ? request.limit().toSeconds() : asked.waitSeconds(),
                asked.retries());
        Rehearsal.Orders orders = (names, directories) -> new JobOrder(
                new JobOrder.Machines(names.size(), names, Arming.ONCE),
                GoldenWithout.directories(source, directories),
                end,
                patient,
                JobOrder.Disks.BY_CONNECTION);
        try (StopSignal stop = new StopSignal()) {
            return rehearse(request, orders, stop);
        }
    }

    private int rehearse(Rehearsal.Request request, Rehearsal.Orders orders, StopSignal stop)
            throws IOException, InterruptedException {
        try (Rehearsal rehearsal = Rehearsal.open(request, this::say, close -> stop.does(reason -> close.run()))) {
            RehearsalPlan plan = rehearsal.plan(orders);
            plan.lines().forEach(this::say);
            return dryRun ? 0 : run(rehearsal, plan);
        } catch (IOException e) {
            // what is ended under its hands fails somewhere
            throw stop.hasCome() ? new IOException("the rehearsal was stopped", e) : e;
        }
    }

    private int run(Rehearsal rehearsal, RehearsalPlan plan) throws IOException, InterruptedException {
        RehearsalReport report = rehearsal.run(plan, this::show);
        view().finish();
        if (json) {
            System.out.println(new ObjectMapper().writeValueAsString(Map.of("rehearsal", report.json())));
        } else {
            System.out.println();
            report.lines().forEach(System.out::println);
        }
        return report.isSuccess() ? 0 : 1;
    }

    private ProgressView view() {
        if (view == null) {
            view = json ? ProgressView.json() : ProgressView.forTerminal();
        }
        return view;
    }

    /** The job's lines and the machines' come from two threads. */
    private synchronized void show(JsonNode line) {
        view().show(line);
    }

    private synchronized void say(String line) {
        if (json) {
            System.err.println(line);
        } else {
            view().show(JsonNodeFactory.instance.objectNode().put("text", line));
        }
    }

    private Rehearsal.Request request(LoadedSettings settings) throws IOException {
        if (machines < 1 || machines > MOST) {
            throw new UsageException("-n: 1 to " + MOST);
        }
        if (!Files.isDirectory(directory)) {
            throw new UsageException("--directory: there is no directory " + directory);
        }
        return new Rehearsal.Request(
                settings,
                Main.class,
                machines,
                virtual.firmware(),
                virtual.card(),
                virtual.memoryMib(),
                virtual.diskSizes(),
                directory.toRealPath(),
                Durations.parse("--timeout", timeout).orElse(Duration.ZERO),
                expectation,
                keep);
    }

    private static void requireHost(Rehearsal.Request request) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IOException(
                    "a rehearsal makes a network namespace, and reads all of the golden system: run this as root");
        }
        List<Requirements.Missing> missing = new Requirements().missing(request.firmware(), request.card());
        if (!missing.isEmpty()) {
            throw new IOException(String.join(
                    "\n", missing.stream().map(Requirements.Missing::toString).toList()));
        }
    }
}
